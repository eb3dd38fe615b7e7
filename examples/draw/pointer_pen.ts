/// <reference lib="dom" />
import type { Drawing, Point } from "./drawing.ts";

/** Draws by mouse, pen or finger, one at a time. */
export function followPointer(paper: Element, drawing: Drawing): void {
  let drawingWith: number | undefined; // the pointer's id
  const place = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = paper.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  };
  const listen = (type: string, act: (event: PointerEvent) => void): void =>
    paper.addEventListener(type, (event) => act(event as PointerEvent));

  listen("pointerdown", (event) => {
    if (event.button !== 0 || drawingWith !== undefined) return;
    drawingWith = event.pointerId;
    paper.setPointerCapture(event.pointerId);
    drawing.begin(place(event));
  });
  listen("pointermove", (event) => {
    if (event.pointerId !== drawingWith) return;
    const events = event.getCoalescedEvents();
    drawing.extend(...(events.length > 0 ? events : [event]).map(place));
  });
  const lift = (event: PointerEvent): void => {
    if (event.pointerId === drawingWith) drawingWith = undefined;
  };
  listen("pointerup", lift);
  listen("pointercancel", lift);
  // A quick stroke is no fling, which would swallow a tap that follows.
  paper.addEventListener("touchstart", (event) => event.preventDefault(), {
    passive: false,
  });
}
