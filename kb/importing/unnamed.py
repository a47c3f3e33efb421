"""Tells names from words that name nobody, such as "Facebook users", "Varias fuentes" or "viral message".

A name counts as none only if each of its words is such a word: "Facebook user Ada Klein" is a name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = frozenset(
    """
    a an and at by for from in of on or other the to via with who etc amp
    account accounts anonymous anonym article articles blog blogger bloggers blogs bulk chain circulating claim claims
    clip clips common content different dubious email emails facebook fake fakes fb forward forwarded forwards forums
    group groups handle handles image images instagram internet insta known line many media medium meme memes message
    messages messenger multiple name named netizen netizens network networks news not numerous online others outlet
    outlets page pages people person persons photo photos picture pictures platform platforms portal portals post
    posted posts public publication publications quora reddit reel reels rumor rumors rumour rumours several share
    shared shares site sites sms snapchat social some source sources telegram text threads tiktok tweet tweets twitter
    undefined unidentified unknown unnamed unspecified unverified user users various video videos viral web website
    websites weibo whatsapp x youtube youtuber youtubers na none null nil
    bericht berichte beitrag beitraege blogs diverse einige facebook-nutzer im internetnutzer kettenbrief mehrere
    nutzer nutzerin nutzerinnen quelle quellen soziale sozialen medien unbekannt unbekannte verschiedene video webseite
    webseiten von und der die das auf
    abonnes anonyme auteur auteurs chaine compte comptes dans de des du divers diverses et facebook inconnu internaute
    internautes les messages page plusieurs publication publications reseau reseaux sociaux sites sur un une
    utilisateur utilisateurs
    anonimo anonima autor cadena cuenta cuentas desconocido desconocida desconocidos diversas diversos el en fuente
    fuentes la las los mensaje mensajes multiples pagina paginas publicacion publicaciones que redes red sociales
    social una uno unos usuaria usuarias usuario usuarios varias varios viral virales y circula circulan
    anonimos boato boatos cadeia compartilhado compartilhada conta contas corrente correntes da das desconhecida
    desconhecido desinformacao do dos em fontes mensagem mensagens na nas no nos paginas perfil perfis postagem
    postagens publicacao publicacoes que rede redes sites sociais texto textos uma varios varias video videos viralizou
    viraliza circula circulam outros outras compartilhados compartilhadas site imagem foto fotos
    anonimi diffusa fonti ignoto messaggi messaggio post profili sociali su utente utenti vari varie
    bilinmiyor cesitli hesap hesaplar hesaplari hesabi kaynak kaynaklar kullanici kullanicilar kullanicilari medya
    mesaj paylasim paylasimlar sosyal ve
    akun anonim beredar berantai di media netizen pengguna pesan sejumlah sosial unggahan warganet
    uzytkownik uzytkownicy internauci internauta media spolecznosciowe anonimowy portale
    सोशल मीडिया यूजर यूजर्स यूज़र यूज़र्स फेसबुक फ़ेसबुक ट्विटर व्हाट्सऐप व्हाट्सएप वायरल पोस्ट मैसेज संदेश कई अज्ञात विभिन्न
    منشورات منشور مواقع موقع التواصل الاجتماعي وسائل صفحات صفحة حسابات حساب مستخدمون مستخدمو مستخدمين فيسبوك تويتر
    واتساب ناشطون متداول متداولة رواد
    социальные сети соцсети пользователи пользователь интернет анонимный неизвестный источник источники телеграм посты
    網友 網路 網傳 网友 网络 社群媒體 社群平台 臉書 社交媒体 匿名 用戶 用户
    """.split()  # noqa: SIM905 (so many words are read more easily without marks)
)
_PIECES = re.compile(r"[^\w\u0300-\u036f\u0900-\u097f]+|_")


@lru_cache(maxsize=16_384)
def names_nobody(name: str) -> bool:
    """Tell whether a name is empty or made of words that name nobody."""
    words = [word for word in _PIECES.split(_folded(name)) if word]
    return all(word in _FOLDED or word.isdigit() for word in words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not "\u0300" <= each <= "\u036f")


_FOLDED = frozenset(_folded(word) for word in _WORDS)
