/**
 * Runs the cells of a notebook in their order, without Jupyter, and prints what
 * each shows: for a test, where there is no kernel.
 *
 *     deno run --allow-read scripts/run_notebook.ts examples/mnist.ipynb
 *
 * All cells become one module, in which a name is declared once. Where the last
 * statement of a cell is an expression, its value is shown as the kernel does:
 * by `Symbol.for("Jupyter.display")`, else as `Deno.inspect` prints it.
 *
 * @module
 */

/** What is used of a notebook, nbformat 4. */
interface Notebook {
  cells: { cell_type: string; source: string | string[] }[];
}

/** Shows a value, as the kernel does. */
async function show(cell: number, value: unknown): Promise<void> {
  if (value === undefined) return;
  const display = (value as Record<symbol, unknown> | null)
    ?.[Symbol.for("Jupyter.display")];
  const content: Record<string, unknown> = typeof display === "function"
    ? await display.call(value)
    : { "text/plain": Deno.inspect(value) };
  print(`Out[${cell}]`, content);
}

function print(head: string, content: Record<string, unknown>): void {
  console.log(`${head}: ${Object.keys(content).sort().join(", ")}`);
  if ("text/plain" in content) console.log(content["text/plain"]);
}

/** Makes the last statement of a cell show its value, if it is an expression. */
function withDisplay(code: string, cell: number): string {
  const lines = code.trimEnd().split("\n");
  // a statement begins where a line does, unless that closes something
  const start = lines.findLastIndex((line) => /^[^\s)}\]/]/.test(line));
  const last = lines.slice(start).join("\n").replace(/;$/, "");
  const isDeclaration =
    /^(?:import|export|const|let|var|(?:async )?function|class|type|interface|for|while|if|try|throw)\b/
      .test(last);
  if (start < 0 || isDeclaration) return code;
  return [...lines.slice(0, start), `await __show(${cell}, ${last});`].join(
    "\n",
  );
}

const [path] = Deno.args;
if (path === undefined) {
  throw new Error("Cannot run notebook: expected its path");
}
const notebook: Notebook = JSON.parse(await Deno.readTextFile(path));
const code = notebook.cells
  .filter(({ cell_type }) => cell_type === "code")
  .map(({ source }, i) => withDisplay([source].flat().join(""), i + 1))
  .join("\n");

const outputs = new Map<unknown, number>(); // updates of each
Object.assign(globalThis, { __show: show });
const jupyter = {
  broadcast: (
    type: string,
    { data, transient }: {
      data: Record<string, unknown>;
      transient: { display_id: unknown };
    },
  ): Promise<void> => {
    const id = transient.display_id;
    const count = outputs.get(id);
    if ((type === "update_display_data") !== (count !== undefined)) {
      throw new Error(`Cannot show ${id}: received ${type}`);
    }
    outputs.set(id, (count ?? 0) + 1);
    print(type, data);
    return Promise.resolve();
  },
};
// the property itself cannot be changed
Object.defineProperty(globalThis, "Deno", {
  value: Object.create(Deno, { jupyter: { value: jupyter } }),
});
const bytes = new TextEncoder().encode(code);
await import(`data:application/typescript;base64,${bytes.toBase64()}`);
