"""The pages as files, for any web host: ``writing.write_site`` asks the application for each and lays it out.

``visiting`` finds and fetches the pages, ``places`` names their files, ``rewriting`` makes links relative and takes out
what needs a server. It is the one part of ``server`` that writes files.
"""
