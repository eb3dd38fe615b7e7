import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { UnavailableError } from "@cutedl/tensor/file";
import { DownloadError } from "./download_error.ts";

Deno.test("DownloadError says what its attempts follow from", () => {
  const refused = new Error("connection refused");
  const connect = new Error("cannot connect", { cause: refused });
  const attempts = [
    new TypeError("fetch failed", { cause: connect }),
    new Error("damaged (bad block)", { cause: new Error("bad block") }),
    new Error("404 Not Found"),
  ].map((error, i) => ({ url: `http://${i}/a.gz`, error }));
  const error = new DownloadError("a.gz", "data", attempts);
  assertEquals(error.message.split("\n").slice(1), [
    "  http://0/a.gz: fetch failed: cannot connect: connection refused",
    "  http://1/a.gz: damaged (bad block)",
    "  http://2/a.gz: 404 Not Found",
  ]);
  assertInstanceOf(error.cause, AggregateError);
  assertEquals(error.cause.errors, attempts.map(({ error }) => error));
  assert(error instanceof UnavailableError);
});
