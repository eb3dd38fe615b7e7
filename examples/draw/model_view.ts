/// <reference lib="dom" />
import { element } from "./elements.ts";

/** What a person may do with the network in use. */
export interface ModelListeners {
  onFile: (file: File) => void;
  onDownload: () => void;
}

/** Shows which network is in use; takes files, and gives one. */
export class ModelView {
  readonly #origin = element("origin", HTMLElement);
  readonly #problem = element("problem", HTMLElement);
  readonly #download = element("download", HTMLButtonElement);

  constructor({ onFile, onDownload }: ModelListeners) {
    const input = element("file", HTMLInputElement);
    element("choose", HTMLButtonElement)
      .addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const [file] = input.files!;
      input.value = ""; // so that the same file can be chosen again
      if (file !== undefined) onFile(file);
    });
    this.#download.addEventListener("click", onDownload);
    this.#takeDrops(onFile);
  }

  /** Shows where the network in use comes from. */
  show(origin: string): void {
    this.#origin.textContent = origin;
    this.#download.disabled = false;
    this.#problem.hidden = true;
  }

  /** Shows what went wrong. */
  showProblem(message: string): void {
    this.#problem.textContent = message;
    this.#problem.hidden = false;
    this.#problem.scrollIntoView({ block: "nearest" });
  }

  #takeDrops(onFile: (file: File) => void): void {
    const mark = (dropping: boolean): void => {
      document.body.classList.toggle("dropping", dropping);
    };
    addEventListener("dragover", (event) => {
      event.preventDefault(); // else the browser opens the file
      mark(true);
    });
    addEventListener("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) mark(false);
    });
    addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      const files = event.dataTransfer?.files ?? [];
      if (files.length === 1) return onFile(files[0]!);
      this.showProblem(
        `Cannot open what was dropped: expected one file, received ` +
          `${files.length}`,
      );
    });
  }
}

/** Gives a file to the person. */
export function download(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
