// Puts queries to an endpoint by Comunica, and prints the answers as JSON: node comunica.cjs FOLDER URL
// FOLDER is where @comunica/query-sparql is installed.
const path = require("node:path");
const [folder, url] = process.argv.slice(2);
const { QueryEngine } = require(path.join(folder, "node_modules", "@comunica", "query-sparql"));

const PREFIXES = "PREFIX fc: <https://w3id.org/factcheck-kb/ns#> PREFIX schema: <https://schema.org/> ";
const CLAIMS = PREFIXES + "SELECT ?claim ?text WHERE { ?claim a fc:Claim ; schema:text ?text } ORDER BY ?text";

async function bindings(engine, query, source) {
  const stream = await engine.queryBindings(query, { sources: [source] });
  const rows = await stream.toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
}

async function main() {
  const engine = new QueryEngine();
  const known = { type: "sparql", value: url };
  const quads = await engine.queryQuads(PREFIXES + "CONSTRUCT WHERE { ?claim a fc:Claim }", { sources: [known] });
  console.log(JSON.stringify({
    known: await bindings(engine, CLAIMS, known),
    detected: await bindings(engine, CLAIMS, url),
    boolean: await engine.queryBoolean(PREFIXES + "ASK { ?claim a fc:Claim }", { sources: [known] }),
    quads: (await quads.toArray()).map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]),
    file: await bindings(engine, PREFIXES + "SELECT ?claim WHERE { ?claim a fc:Claim }", url.replace("sparql", "file/claims.ttl")),
    void: await bindings(engine, "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n WHERE { [] a void:Dataset ; void:classes ?n }", url.replace("sparql", ".well-known/void")),
  }));
}

main().catch((error) => { console.error(error); process.exit(1); });
