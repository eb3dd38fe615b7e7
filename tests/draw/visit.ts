/// <reference lib="dom" />
/**
 * Visits the page in Chromium, and draws on it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findChromium } from "../runtimes/commands.ts";
import type { Line } from "./written.ts";

/** Milliseconds for a network, on a busy machine. */
export const PATIENCE = 90_000;
const pictures = Deno.env.get("CUTEDL_SCREENSHOTS");

const found = await findChromium();
const url = found.line && await serve();
const browser = found.line &&
  await chromium.launch({ executablePath: found.line[0]! });

/** Runs a test where there is a browser, and else says that it is skipped. */
export function test(name: string, use: () => Promise<void>): void {
  Deno.test({
    name: `${name}, in ${found.title}`,
    ignore: browser === undefined,
    fn: use,
  });
}

/** Ends the browser. */
export async function close(): Promise<void> {
  await browser?.close();
}

/** The port of the page's server. */
export function servedPort(): number {
  return Number(new URL(url!).port);
}

/** Starts the page's server with the permissions of `deno task draw`. */
async function serve(): Promise<string> {
  const config = await Deno.readTextFile("deno.json");
  const [command, ...args] = /"draw": "(.*)"/.exec(config)![1]!.split(" ");
  const child = new Deno.Command(command!, {
    args: [...args, "--port", "0"],
    stdout: "piped",
  }).spawn();
  addEventListener("unload", () => child.kill());
  let output = "";
  for await (const chunk of child.stdout) {
    output += new TextDecoder().decode(chunk);
    const [found] = /http:\S+/.exec(output) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`Cannot serve: expected an address, received ${output}`);
}

/** Opens the page as a new visitor, and fails for whatever it complains of. */
export async function visit(
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser!.newContext(options);
  const complaints: string[] = [];
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(message.text()); // violations of the policy are among them
    }
  });
  context.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(url!) && !asked.startsWith("blob:")) {
      complaints.push(`requested ${asked}`);
    }
  });
  try {
    const page = await context.newPage();
    await page.goto(url!);
    await ready(page);
    await use(page);
    assertEquals(complaints, []);
  } finally {
    await context.close();
  }
}

/** Waits until a network is in use and none is trained. */
export async function ready(page: Page): Promise<void> {
  await page.locator("#download:enabled").waitFor({ timeout: PATIENCE });
  await page.locator("#train:enabled").waitFor({ timeout: PATIENCE });
}

/** Gives what places things on the paper. */
async function placing(
  page: Page,
): Promise<(point: readonly [number, number]) => [number, number]> {
  const paper = page.locator("#paper");
  await paper.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await paper.boundingBox())!;
  return ([right, down]) => [x + right / 100 * width, y + down / 100 * height];
}

export async function drawWithMouse(
  page: Page,
  lines: readonly Line[],
): Promise<void> {
  const place = await placing(page);
  for (const [first, ...rest] of lines) {
    await page.mouse.move(...place(first!));
    await page.mouse.down();
    for (const point of rest) {
      await page.mouse.move(...place(point), { steps: 2 });
    }
    await page.mouse.up();
  }
}

export async function drawWithFinger(
  page: Page,
  lines: readonly Line[],
): Promise<void> {
  const place = await placing(page);
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove", point: Line[number]) => {
    const [x, y] = place(point);
    const params = { type, touchPoints: [{ x, y }] };
    return client.send("Input.dispatchTouchEvent", params);
  };
  for (const [first, ...rest] of lines) {
    await touch("touchStart", first!);
    for (const point of rest) await touch("touchMove", point);
    const params = { type: "touchEnd" as const, touchPoints: [] };
    await client.send("Input.dispatchTouchEvent", params);
  }
}

export async function guess(page: Page): Promise<string | null> {
  return await page.locator("#guess").textContent();
}

export async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

/** Drops a file on the page. */
export async function drop(
  page: Page,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const transfer = await page.evaluateHandle(({ name, bytes }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, { name, bytes: [...bytes] });
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
