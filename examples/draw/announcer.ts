/// <reference lib="dom" />
const PAUSE = 700; // milliseconds without news

/** Says the last news to screen readers, once there are no more for a while. */
export class Announcer {
  readonly #region: Element;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param region A live region, whose content is read out. */
  constructor(region: Element) {
    this.#region = region;
  }

  /** Says a text, unless another comes soon. */
  say(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#region.textContent = text, PAUSE);
  }
}
