// Words of the page in the language of the reader.
const ABOUT = JSON.parse(document.getElementById("about").textContent);
const WORDS = JSON.parse(document.getElementById("words").textContent);

let language = ABOUT.language;

// A sentence of words.json, with values in the place of {name}.
function say(name, values = {}) {
  return WORDS[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// A label that has both languages.
function inLanguage(label) {
  return label[language];
}
