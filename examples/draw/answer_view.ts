/// <reference lib="dom" />
import { DIGITS } from "./classifier.ts";
import { element } from "./elements.ts";
import { SIDE } from "./normalize.ts";

const SURE = 0.5; // a smaller probability is shown as a doubt

/** A digit's row of the list. */
interface Row {
  item: HTMLElement;
  fill: HTMLElement;
  percent: HTMLElement;
}

/** Shows what the network sees, and how probable each digit is. */
export class AnswerView {
  readonly #guess = element("guess", HTMLElement);
  readonly #seen = element("seen", HTMLCanvasElement);
  readonly #rows: readonly Row[];

  constructor() {
    const list = element("bars", HTMLElement);
    this.#rows = Array.from({ length: DIGITS }, (_, digit) => makeRow(digit));
    list.append(...this.#rows.map(({ item }) => item));
    this.show(new Uint8Array(SIDE * SIDE), undefined);
  }

  /**
   * Shows an answer.
   *
   * @param image What the network sees.
   * @param probabilities Its answer, if there is one.
   */
  show(image: Uint8Array, probabilities: Float32Array | undefined): void {
    const best = probabilities?.indexOf(Math.max(...probabilities)) ?? -1;
    const most = probabilities?.[best] ?? 0;
    this.#guess.textContent = best < 0 ? "?" : String(best);
    this.#guess.classList.toggle("unsure", most < SURE);
    this.#rows.forEach(({ item, fill, percent }, digit) => {
      const share = probabilities?.[digit] ?? 0;
      item.classList.toggle("best", digit === best);
      fill.style.setProperty("--share", String(share));
      percent.textContent = probabilities ? formatShare(share) : "–";
    });
    this.#showImage(image, describe(probabilities, best));
  }

  #showImage(image: Uint8Array, answer: string): void {
    const pixels = new ImageData(SIDE, SIDE);
    image.forEach((ink, i) => pixels.data.set([ink, ink, ink, 255], i * 4));
    this.#seen.getContext("2d")!.putImageData(pixels, 0, 0);
    this.#seen.setAttribute("aria-label", `What the network sees: ${answer}`);
  }
}

/** Says an answer, such as "This is a 7, 98 %". */
export function sayAnswer(probabilities: Float32Array): string {
  const [best, second] = [...probabilities.keys()].toSorted((a, b) =>
    probabilities[b]! - probabilities[a]!
  );
  const say = (digit: number): string =>
    `a ${digit}, ${formatShare(probabilities[digit]!)}`;
  return probabilities[best!]! < SURE
    ? `This may be ${say(best!)}, or ${say(second!)}`
    : `This is ${say(best!)}`;
}

function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function describe(
  probabilities: Float32Array | undefined,
  best: number,
): string {
  return probabilities ? `a digit like a ${best}` : "nothing yet";
}

function makeRow(digit: number): Row {
  const make = (className: string): HTMLElement => {
    const made = document.createElement("span");
    made.className = className;
    return made;
  };
  const item = document.createElement("li");
  const [name, track, fill, percent] = [
    make("name"),
    make("track"),
    make("fill"),
    make("percent"),
  ];
  name.textContent = String(digit);
  fill.style.display = "block";
  track.append(fill);
  item.append(name, track, percent);
  return { item, fill, percent };
}
