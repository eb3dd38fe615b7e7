import type { Layer } from "@cutedl/layers";
import { sizeOf } from "@cutedl/tensor";
import { assertRows, extentOf } from "../charts/history_to_svg.ts";
import { assertSession } from "../_assert_kind.ts";
import type { History } from "../history.ts";
import type { Session } from "../session.ts";
import { type Examination, examine } from "./_examine.ts";
import type { ReportOptions } from "./report_options.ts";

/** A setting of a run, for a person. */
export type Setting = readonly [name: string, value: string];

/** What reports of every kind are made from. */
export interface Report {
  readonly title: string;
  /** Model, optimizer, steps, seconds, in one line. */
  readonly subtitle: string;
  readonly history: History;
  readonly settings: readonly Setting[];
  readonly model: Layer | undefined;
  /** What the model makes of examples, if there are any to look at. */
  readonly examination: Examination | undefined;
}

/** Gathers what a report says. */
export async function makeReport(
  history: History,
  options: ReportOptions,
  action: string,
): Promise<Report> {
  assertRows(history, action);
  const { session, title = "Training run", data } = options;
  if (session !== undefined) assertSession(session, action);
  const extent = extentOf(history);
  const parts = session === undefined
    ? []
    : [shapesOf(session.model), describeOptimizer(session)];
  return {
    title,
    subtitle: [...parts, extent].filter((part) => part !== "").join(", "),
    history,
    settings: [
      ...session === undefined ? [] : settingsOf(session),
      ["training", extent],
      ...Object.entries(options.settings ?? {}).map(([name, value]) =>
        [name, String(value)] as const
      ),
    ],
    model: session?.model,
    examination: data === undefined
      ? undefined
      : await examine(data, options, action),
  };
}

/**
 * The sizes of inputs and outputs, layer by layer, without layers that work on
 * each value for itself, such as dropout: "784→128→10".
 */
function shapesOf(model: Layer): string {
  const sizes = model.inputShape ? [sizeOf(model.inputShape)] : [];
  for (const { outputShape, parameters } of model.layers ?? [model]) {
    if (outputShape === undefined) continue;
    const size = sizeOf(outputShape);
    const isMatrix = parameters.some(({ value }) => value.rank > 1);
    if (isMatrix || size !== sizes.at(-1)) sizes.push(size);
  }
  return sizes.join("→");
}

function describeOptimizer({ optimizer }: Session): string {
  return optimizer.schedule === undefined
    ? `${optimizer.name} ${format(optimizer.learningRate)}`
    : optimizer.name;
}

function settingsOf(session: Session): Setting[] {
  const { model, loss, optimizer, seed } = session;
  const { learningRate: _, ...rest } = optimizer.state().settings;
  const count = model.parameters.reduce(
    (sum, { value }) => sum + value.size,
    0,
  );
  const rate = format(optimizer.learningRate);
  return [
    ["model", `${model.name}, ${count.toLocaleString("en")} parameters`],
    ...model.engine ? [["engine", model.engine.description] as const] : [],
    ["loss", `${loss.name}, from ${loss.predictions}`],
    ["optimizer", optimizer.name],
    [
      "learning rate",
      optimizer.schedule === undefined
        ? rate
        : `by a schedule, at last ${rate}`,
    ],
    ...Object.entries(rest).map(([name, value]) =>
      [
        spaced(name),
        typeof value === "number" ? format(value) : String(value),
      ] as const
    ),
    ["seed of the order", String(seed)],
  ];
}

/** Makes `weightDecay` "weight decay". */
function spaced(name: string): string {
  return name.replaceAll(/\p{Lu}/gu, (letter) => ` ${letter.toLowerCase()}`);
}

/** Without the digits that float32 adds. */
function format(value: number): string {
  return String(Number(value.toPrecision(6)));
}
