/// <reference lib="dom" />
/**
 * The page: a drawing, the network that answers, and what it is trained by.
 *
 * @module
 */
import { Announcer } from "./announcer.ts";
import { AnswerView, sayAnswer } from "./answer_view.ts";
import type { Classifier } from "./classifier.ts";
import { Drawing } from "./drawing.ts";
import { element } from "./elements.ts";
import { drawInk } from "./ink.ts";
import { KeyboardPen } from "./keyboard_pen.ts";
import { classifierFromBytes, readModelFile } from "./model_file.ts";
import { download, ModelView } from "./model_view.ts";
import { normalizeDigit } from "./normalize.ts";
import { PaperView } from "./paper_view.ts";
import { followPointer } from "./pointer_pen.ts";
import { keepModel, type KeptModel, keptModel } from "./store.ts";
import { TrainingView } from "./training_view.ts";

const drawing = new Drawing();
const answers = new AnswerView();
const announcer = new Announcer(element("announcement", HTMLElement));
let classifier: Classifier | undefined;
let current: KeptModel | undefined;

/** Answers for the drawing as it is now. */
function answer(): void {
  const image = normalizeDigit(drawInk(drawing.strokes));
  const empty = drawing.strokes.length === 0;
  const probabilities = empty ? undefined : classifier?.probabilities(image);
  answers.show(image, probabilities);
  announcer.say(probabilities ? sayAnswer(probabilities) : "");
}

/** Takes another network into use. */
function use(model: KeptModel, made: Classifier): void {
  [current, classifier] = [model, made];
  models.show(model.origin);
  answer();
}

/** Keeps the network in use for the next visit, where the browser lets it. */
async function keep(): Promise<void> {
  try {
    await keepModel(current!);
  } catch {
    models.showProblem(
      "The browser does not keep the network: download it, or train again " +
        "after a reload",
    );
  }
}

function showDrawing(): void {
  paper.show(drawing);
  const empty = drawing.strokes.length === 0;
  for (const button of [undo, clear]) {
    if (empty && button === document.activeElement) sheet.focus();
    button.disabled = empty;
  }
}

const sheet = element("paper", SVGSVGElement);
const undo = element("undo", HTMLButtonElement);
const clear = element("clear", HTMLButtonElement);
const paper = new PaperView();
const penAnnouncer = new Announcer(element("pen-announcement", HTMLElement));
drawing.onChange(showDrawing);
drawing.onChange(answer);
undo.addEventListener("click", () => drawing.undo());
clear.addEventListener("click", () => drawing.clear());
followPointer(sheet, drawing);
new KeyboardPen(sheet, drawing, {
  show: (place, down) => paper.showPen(place, down),
  say: (text) => penAnnouncer.say(text),
});

const models = new ModelView({
  onFile: async (file) => {
    try {
      const { classifier, bytes } = await readModelFile(file);
      training.cancel();
      use({ bytes, origin: `Opened from ${file.name}.` }, classifier);
      await keep();
    } catch (error) {
      models.showProblem((error as Error).message);
    }
  },
  onDownload: () => download(current!.bytes, "digits.safetensors"),
});
const training = new TrainingView({
  onModel: (model) => use(model, classifierFromBytes(model.bytes)),
  onEnd: keep,
});

/** Takes up the network of the last visit, or trains a first one. */
async function begin(): Promise<void> {
  const { mnist } = await (await fetch("/data.json")).json();
  training.offerMnist(mnist);
  try {
    const model = await keptModel();
    if (model) return use(model, classifierFromBytes(model.bytes));
  } catch { // no storage, or a network of another version
  }
  training.trainFirst();
}

await begin();
