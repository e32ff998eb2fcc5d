/** What is shown of a quick reply: its title, its text, and which text is missing. */
export function lines({ title, text, mark }) {
  const shown = [line("quick-title", title), line("quick-text", text), line("quick-mark", mark)];
  return shown.filter((node) => node.textContent);
}

export function line(name, words) {
  const node = document.createElement("span");
  node.className = name;
  node.dir = "auto";
  node.textContent = words;
  return node;
}
