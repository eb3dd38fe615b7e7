import { formatText, type Tensor } from "@cutedl/tensor";
import { mappingOf } from "./_mapping_of.ts";
import type { OnnxAttribute, OnnxGraph, OnnxPartOptions } from "./graph.ts";
import type { OnnxMapping } from "./mapping.ts";

/** A node of the graph. */
export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant of the graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly value: Tensor | readonly bigint[];
}

/** The nodes and constants of a graph, each with a name of its own. */
export class GraphBuilder {
  /** In the order of computation. */
  readonly nodes: OnnxNode[] = [];
  /** What are no outputs of nodes. */
  readonly constants: OnnxConstant[] = [];
  readonly #mappings: readonly OnnxMapping[];
  readonly #inputs: string;
  readonly #outputs: string;
  readonly #names: Set<string>; // of values

  /** Begins a graph that has one input and one output of these names. */
  constructor(
    inputs: string,
    outputs: string,
    mappings: readonly OnnxMapping[],
  ) {
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#mappings = mappings;
    this.#names = new Set([inputs, outputs]);
  }

  /** Adds a model, whose output becomes that of the graph. */
  addModel(model: object): void {
    const [inputs, outputs] = [this.#inputs, this.#outputs];
    const last = this.map(model, inputs, "");
    const at = this.nodes.findIndex(({ output }) => output === last);
    if (at < 0) { // the input or a constant
      const name = this.#unique("Identity");
      const node = { operator: "Identity", inputs: [last], attributes: {} };
      this.nodes.push({ name, ...node, output: outputs });
      return;
    }
    for (const [i, node] of this.nodes.entries()) {
      this.nodes[i] = {
        ...node,
        inputs: node.inputs.map((name) => name === last ? outputs : name),
        output: i === at ? outputs : node.output,
      };
    }
  }

  /** Maps an object at a place, `""` for that of the model. */
  map(part: object, inputs: string, place: string): string {
    const mapping = mappingOf(part, this.#mappings, titleOf(place));
    const output = mapping.map(part, this.#viewOf(place, inputs));
    this.#assertKnown(output, place, "mappings to give a value of the graph");
    return output;
  }

  #viewOf(place: string, inputs: string): OnnxGraph {
    const at = (name: string): string =>
      place === "" ? name : `${place}.${name}`;
    return {
      inputs,
      node: (operator, inputs, attributes = {}) => {
        for (const name of inputs) {
          if (name === "") continue; // left out
          this.#assertKnown(name, place, `values of the graph for ${operator}`);
        }
        const name = this.#unique(at(operator));
        this.nodes.push({ name, operator, inputs, output: name, attributes });
        return name;
      },
      constant: (name, value) => {
        const unique = this.#unique(at(name));
        this.constants.push({ name: unique, value });
        return unique;
      },
      map: (part, inputs, { place: inner }: OnnxPartOptions = {}) =>
        this.map(part, inputs, inner === undefined ? place : at(inner)),
    };
  }

  #unique(name: string): string {
    let unique = name;
    for (let i = 1; this.#names.has(unique); i++) unique = `${name}_${i}`;
    this.#names.add(unique);
    return unique;
  }

  #assertKnown(name: string, place: string, expected: string): void {
    if (name !== this.#outputs && this.#names.has(name)) return;
    throw new RangeError(
      `Cannot export ${titleOf(place)}: expected ${expected}, received ` +
        `${formatText(String(name))}: give graph.inputs, or what node(), ` +
        "constant() or map() returned",
    );
  }
}

/** What errors call a place. */
export function titleOf(place: string): string {
  return place === "" ? "model" : `layer ${place}`;
}
