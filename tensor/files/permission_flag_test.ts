import { permissionFlag } from "./permission_flag.ts";
import { assertEquals } from "@std/assert";

Deno.test("permissionFlag() names the path as it is", () => {
  assertEquals(permissionFlag("read", "a b/c"), "--allow-read=a b/c");
  assertEquals(permissionFlag("write", "/data"), "--allow-write=/data");
});

Deno.test("permissionFlag() names the nearest directory above that has no comma", () => {
  assertEquals(permissionFlag("read", "a,b"), "--allow-read=.");
  assertEquals(permissionFlag("read", "/a,b"), "--allow-read=/");
  assertEquals(permissionFlag("read", "/a/b,c/d/e,f"), "--allow-read=/a");
});
