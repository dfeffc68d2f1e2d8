// Run by Node.js where a page is made: the page's own Python turns its modules into byte code, once and for all.
// The folder that is named holds the runtime and packages.zip; both archives are written anew as compiled-….zip. The
// rulesets in them are read and checked here, too: kept.zip is the cache of it, under keys that the page will have.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, library, info] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const pyodide = await loadPyodide({ indexURL: folder, lockFileContents: JSON.stringify({ info: JSON.parse(info), packages: {} }) });
const home = { "packages.zip": "/evalrules.zip", [library]: `/${library}` }; // where the page has them
for (const name of Object.keys(home)) pyodide.FS.writeFile(home[name], readFileSync(join(folder, name)));
pyodide.runPython(`
import ast, importlib, importlib._bootstrap_external as files, importlib.util, os, sys, zipfile


os.environ["EVALRULES_CACHE"] = ""
os.utime("/evalrules.zip", (0, 0))  # keys hang on its age: see worker.js
sys.path.insert(0, "/evalrules.zip")


def names_in(archive):
    with zipfile.ZipFile(archive) as opened:
        return [name[:-3].removesuffix("/__init__").replace("/", ".") for name in opened.namelist() if name.endswith(".py")]


def undocumented(tree):
    """Without docstrings, which nobody asks for in a page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]
    return tree


def compiled(archive, home, wanted):
    """The archive with the modules that are wanted as byte code, without dates, in the order of their names."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile("/compiled.zip", "w", zipfile.ZIP_STORED) as new:
        for name in sorted(name for name in old.namelist() if not name.endswith("/")):
            data = old.read(name)
            if name.endswith(".py") and name[:-3].removesuffix("/__init__").replace("/", ".") in wanted:
                code = compile(undocumented(ast.parse(data, home + name)), home + name, "exec", dont_inherit=True)
                data, name = files._code_to_hash_pyc(code, importlib.util.source_hash(data), False), name + "c"
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            new.writestr(entry, data)


def kept():
    """Every ruleset checked, as the cache has it, by name and without dates; none where nothing loads rulesets."""
    os.environ["EVALRULES_CACHE"] = "/kept"
    os.mkdir("/kept", 0o700)
    if importlib.util.find_spec("evalrules.loading") is not None:
        from evalrules import catalog
        from evalrules.loading import load_ruleset

        for entry in catalog.entries():
            load_ruleset(entry.name)
    with zipfile.ZipFile("/kept.zip", "w", zipfile.ZIP_STORED) as new:
        for name in sorted(os.listdir("/kept")):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            with open(f"/kept/{name}", "rb") as file:
                new.writestr(entry, file.read())


for name in names_in("/evalrules.zip"):
    if name.startswith("evalrules") or "." not in name:
        try:
            importlib.import_module(name)
        except ImportError:  # what needs a package that no page has stays as it is
            pass
wanted = frozenset(sys.modules)
`);
const compiled = pyodide.globals.get("compiled");
for (const [name, shown] of [["packages.zip", "/evalrules/"], [library, "/lib/python/"]]) {
  compiled(home[name], shown, pyodide.globals.get("wanted"));
  writeFileSync(join(folder, `compiled-${name}`), pyodide.FS.readFile("/compiled.zip"));
}
pyodide.runPython("kept()");
writeFileSync(join(folder, "kept.zip"), pyodide.FS.readFile("/kept.zip"));
