"""Scripts and styles are served without what only we read, and do the same."""

from grata_site.staticfiles import lean_script, lean_style

SCRIPT = """import { a } from "./a.js";

/**
 * What it is.
 */
export function f(url) {
  // why
  const link = `//${a}/*`; // said beside it
  return link + "//" + 'http://x';
}
"""


def test_comments_and_indentation_go_and_lines_stay_where_they_are() -> None:
    lean = lean_script(SCRIPT)
    assert lean.count("\n") == SCRIPT.count("\n")
    assert [line for line in lean.splitlines() if line] == [
        'import { a } from "./a.js";',
        "export function f(url) {",
        "const link = `//${a}/*`; // said beside it",
        """return link + "//" + 'http://x';""",
        "}",
    ]


def test_a_text_of_several_lines_keeps_its_script_as_it_is() -> None:
    script = SCRIPT + "const text = `\n  // no comment\n`;\n"
    assert lean_script(script) == script


def test_a_style_sheet_keeps_its_rules() -> None:
    style = '@layer components {\n  /* Why.\n  And more. */\n  .a::after {\n    content: "/* no */";\n  }\n}\n'
    assert lean_style(style) == '@layer components {\n.a::after {\ncontent: "/* no */";\n}\n}'
