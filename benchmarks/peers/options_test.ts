import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions } from "./options.ts";
import { workloads } from "./workloads.ts";

Deno.test("parseOptions() measures everything, in five rounds, unless told otherwise", () => {
  assertEquals(parseOptions([]), {
    workloads,
    contenders: [""],
    rounds: 5,
    seconds: 1,
    mnist: "data/mnist",
    python: "python3",
    help: false,
  });
  const args = ["--workloads", "w3,start-gz", "--contenders", "cutedl,numpy"];
  const { workloads: chosen, contenders, rounds } = parseOptions(
    [...args, "--rounds", "2"],
  );
  assertEquals(chosen.map(({ id }) => id), ["w3", "start-gz"]);
  assertEquals([contenders, rounds], [["cutedl", "numpy"], 2]);
});

const refused = [
  [["--workload", "w1"], 'Unknown argument "--workload"'],
  [["w1"], 'Unknown argument "w1"'],
  [["--workloads", "w4"], 'for --workloads, received "w4"'],
  [["--contenders", "numpy,torch"], 'for --contenders, received "torch"'],
  [["--rounds", "0"], 'Expected a number above 0 for --rounds, received "0"'],
  [["--seconds", "long"], 'above 0 for --seconds, received "long"'],
] as const;
for (const [args, message] of refused) {
  Deno.test(`parseOptions() refuses ${args.join(" ")}`, () => {
    assertThrows(() => parseOptions(args), RangeError, message);
  });
}
