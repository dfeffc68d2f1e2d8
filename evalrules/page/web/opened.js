// Files that were opened: their names, and what to do with them.
function openedElement(work, changed) {
  const names = work.files.map((file) => make("li", {},
    make("span", { class: "file" }, file.name),
    work.files.length > 1 ? button(say("take_away"), () => {
      work.files = work.files.filter((one) => one !== file);
      changed();
    }, { "aria-label": say("take_away_file", { name: file.name }) }) : null));
  const take = (files) => {
    const added = new Set(files.map((file) => file.name));
    work.files = [...work.files.filter((file) => !added.has(file.name)), ...files];
    changed();
  };
  const zone = make("section", { class: "drop", "aria-labelledby": "files-title" },
    make("h2", { id: "files-title" }, say("files")),
    make("ul", { class: "files" }, names),
    make("p", { class: "help" }, say("files_help")),
    fileButton(say("more_files"), take));
  acceptDrops(zone, take);
  return zone;
}
