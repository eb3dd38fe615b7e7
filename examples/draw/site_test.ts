import { assert, assertEquals } from "@std/assert";
import { makeSite } from "./site.ts";

const files = new Map([["/index.html", "<p>"], ["/page.js", "1"]]);

function site(mnist: Record<string, string>) {
  return makeSite({
    files,
    openMnist: (name) =>
      Promise.resolve(
        name in mnist ? new Blob([mnist[name]!]).stream() : undefined,
      ),
  });
}

const images = {
  "train-images-idx3-ubyte": "a",
  "train-labels-idx1-ubyte": "b",
  "t10k-images-idx3-ubyte": "c",
  "t10k-labels-idx1-ubyte": "d",
};

function ask(path: string, mnist = {}, method = "GET"): Promise<Response> {
  return site(mnist)(new Request(`http://127.0.0.1${path}`, { method }));
}

Deno.test("makeSite() serves its files with their types, the index at /", async () => {
  const index = await ask("/");
  assertEquals(await index.text(), "<p>");
  assertEquals(index.headers.get("content-type"), "text/html; charset=utf-8");
  const script = await ask("/page.js");
  assertEquals(
    script.headers.get("content-type"),
    "text/javascript; charset=utf-8",
  );
  await script.body?.cancel();
});

Deno.test("makeSite() isolates the page, and allows it no other host", async () => {
  for (const path of ["/", "/page.js", "/nothing"]) {
    const { headers, body } = await ask(path);
    await body?.cancel();
    const policy = headers.get("content-security-policy")!;
    assert(policy.startsWith("default-src 'none'; "));
    assert(!/https?:|\*|unsafe-inline|'unsafe-eval'|data:|blob:/.test(policy));
    assertEquals(headers.get("cross-origin-opener-policy"), "same-origin");
    assertEquals(headers.get("cross-origin-embedder-policy"), "require-corp");
    assertEquals(headers.get("x-content-type-options"), "nosniff");
  }
});

Deno.test("makeSite() serves MNIST if all of it is there, and says whether", async () => {
  assertEquals(await (await ask("/data.json", images)).json(), { mnist: true });
  const { "t10k-labels-idx1-ubyte": _, ...some } = images;
  assertEquals(await (await ask("/data.json", some)).json(), { mnist: false });
  const labels = await ask("/mnist/train-labels-idx1-ubyte", images);
  assertEquals(await labels.text(), "b");
});

Deno.test("makeSite() serves nothing else", async () => {
  const everything = { ...images, "../../deno.json": "{}", secret: "!" };
  for (
    const path of [
      "/main.ts",
      "/mnist/",
      "/mnist/secret",
      "/mnist/..%2f..%2fdeno.json",
      "/%2e%2e/deno.json",
    ]
  ) {
    const response = await ask(path, everything);
    assertEquals([path, response.status], [path, 404]);
    await response.body?.cancel();
  }
  const posted = await ask("/", {}, "POST");
  assertEquals([posted.status, posted.headers.get("allow")], [
    405,
    "GET, HEAD",
  ]);
  await posted.body?.cancel();
});
