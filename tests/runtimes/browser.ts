/**
 * A page served on this machine, and a browser that opens it.
 *
 * @module
 */
import { join } from "@std/path";
import type { Outcome } from "./program.ts";

/** What came out in a page, or in a worker of it. */
interface PartReport {
  outcomes: [Outcome, Outcome];
  /** Whether threads joined in. */
  threads: boolean;
}

/** What a page shows in the end. */
export interface PageReport {
  /** What went wrong. */
  error: string;
  page: PartReport;
  worker: PartReport;
  /** Whether the page is cross-origin isolated. */
  isolated: boolean;
}

/** Serves a page that loads `page.js` of a folder, and the files there. */
export function servePage(
  folder: string,
  { policy, isolated }: { policy: string; isolated: boolean },
): AsyncDisposable & { url: string } {
  const headers = new Headers({ "content-security-policy": policy });
  if (isolated) {
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-embedder-policy", "require-corp");
  }
  const respond = (body: BodyInit, type: string): Response => {
    const response = new Response(body, { headers });
    response.headers.set("content-type", type);
    return response;
  };
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/") {
      const page = '<!doctype html><body><script type="module" src="page.js">' +
        "</script></body>";
      return respond(page, "text/html");
    }
    if (!pathname.endsWith(".js")) return new Response(null, { status: 204 });
    const code = await Deno.readTextFile(join(folder, pathname));
    return respond(code, "text/javascript");
  });
  return {
    url: `http://localhost:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The part of Playwright that is used. */
interface Playwright {
  chromium: {
    launch(options: { executablePath: string }): Promise<{
      newPage(): Promise<Page>;
      close(): Promise<void>;
    }>;
  };
}
interface Page {
  on(event: "pageerror", listener: (error: Error) => void): void;
  on(
    event: "console",
    listener: (message: { type(): string; text(): string }) => void,
  ): void;
  goto(url: string): Promise<unknown>;
  locator(selector: string): {
    textContent(options: { timeout: number }): Promise<string | null>;
  };
}

// not a literal, which every run of the tests would download
const PLAYWRIGHT: string = "npm:playwright-core@1.65.1";

/** Opens a page in Chromium; gives what it shows, and errors on the way. */
export async function openPage(
  executablePath: string,
  url: string,
): Promise<{ report: PageReport; errors: string[] }> {
  const { chromium }: Playwright = await import(PLAYWRIGHT);
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(url);
    const text = await page.locator("#report").textContent({ timeout: 60_000 });
    return { report: JSON.parse(text!), errors };
  } finally {
    await browser.close();
  }
}
