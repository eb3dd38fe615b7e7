import { assert, assertEquals, assertGreater } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRead = await permits({ name: "read", path: root });
const skipped = mayRead ? "" : " (skipped: needs --allow-read)";
const ignore = !mayRead;
const GUIDE = "docs/guide.md";

/** A link to a file of the repository. */
interface Link {
  text: string;
  target: string;
  /** File that it leads to, relative to the root. */
  file: string;
  /** Where in the text it begins. */
  at: number;
}

function read(file: string): string {
  return Deno.readTextFileSync(join(root, file));
}

/** Links of a page, outside of its code, to files and headings of ours. */
function linksOf(page: string): Link[] {
  const text = read(page).replaceAll(
    /^( *)```[^]*?^\1```/gm,
    (block) => " ".repeat(block.length),
  );
  return [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)]
    .filter(([, , target]) => !/^\w+:/.test(target!))
    .map((match) => {
      const [, text, target] = match as unknown as [string, string, string];
      const [path] = target.split("#") as [string];
      const file = path === "" ? page : join(dirname(page), path);
      return { text, target, file, at: match.index };
    });
}

/** Names of the headings of a page, as its links have them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-")
  );
}

function exists(file: string): boolean {
  try {
    Deno.statSync(join(root, file));
    return true;
  } catch {
    return false;
  }
}

Deno.test({
  name: `Links between pages lead to files and headings${skipped}`,
  ignore,
  fn: () => {
    const pages = [
      "README.md",
      "CONTRIBUTING.md",
      GUIDE,
      ...["tensor", "layers", "losses", "optimizers", "datasets", "session"]
        .map((folder) => `${folder}/README.md`),
    ];
    const broken = pages.flatMap((page) =>
      linksOf(page).filter(({ target, file }) => {
        const [, anchor] = target.split("#");
        return !exists(file) ||
          anchor !== undefined && !anchorsOf(file).includes(anchor);
      }).map(({ target }) => `${page}: ${target}`)
    );
    assertEquals(broken, []);
    assert(linksOf("README.md").some(({ file }) => file === GUIDE));
  },
});

Deno.test({
  name: `${GUIDE} links to code under names that are there${skipped}`,
  ignore,
  fn: () => {
    const named = linksOf(GUIDE).filter(({ text, file }) =>
      file.endsWith(".ts") && /^`\w+`$/.test(text)
    );
    assertGreater(named.length, 10);
    const missing = named.filter(({ text, file }) =>
      !RegExp(`(?:class|function|interface) ${text.slice(1, -1)}\\b`)
        .test(read(file)) && !read(file).includes(`${text.slice(1, -1)}:`)
    );
    assertEquals(missing.map(({ text, file }) => `${text} in ${file}`), []);
  },
});

Deno.test({
  name:
    `${GUIDE} quotes code that is there, from the file linked before${skipped}`,
  ignore,
  fn: () => {
    const links = linksOf(GUIDE).filter(({ file }) => file.endsWith(".ts"));
    const quotes = [
      ...read(GUIDE).matchAll(/^```ts ignore\n([^]*?)^```/gm),
    ];
    assertGreater(quotes.length, 10);
    for (const { 1: quote, index } of quotes) {
      const { file } = links.findLast(({ at }) => at < index)!;
      let rest = essence(read(file));
      for (const part of quote!.split("// …")) {
        const at = rest.indexOf(essence(part));
        assert(at >= 0, `${file} does not have, here:\n${part}`);
        rest = rest.slice(at + essence(part).length);
      }
    }
  },
});

/** Code without what depends on its indentation. */
function essence(code: string): string {
  return code.replaceAll(/\s+/g, "").replaceAll(/,(?=[)\]}])/g, "");
}
