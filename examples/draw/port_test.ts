import { assertEquals, assertThrows } from "@std/assert";
import { parsePort } from "./port.ts";

Deno.test("parsePort() reads the port, 8000 by default", () => {
  assertEquals(parsePort([]), 8000);
  assertEquals(parsePort(["--port", "0"]), 0);
  assertEquals(parsePort(["--port=65535"]), 65535);
});

Deno.test("parsePort() refuses other arguments, and what is no port", () => {
  for (const port of ["", "-1", "1.5", "65536", "http"]) {
    assertThrows(
      () => parsePort([`--port=${port}`]),
      RangeError,
      `expected a port from 0 to 65535, where 0 is any that is free, received "${port}"`,
    );
  }
  for (const arg of ["--prot=1", "-p", "8000"]) {
    assertThrows(
      () => parsePort([arg]),
      RangeError,
      `Cannot serve: expected --port PORT or nothing, received ${arg}`,
    );
  }
});
