/** Whether a name holds what is looked for, as the server compares: without regard to case. */
export function isNamed(name, search) {
  const holds = (whole, part) => whole.includes(part);
  return holds(name.toLowerCase(), search.toLowerCase()) || holds(name.toUpperCase(), search.toUpperCase());
}
