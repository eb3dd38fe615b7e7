/// <reference lib="dom" />
/**
 * Uses the page to draw on as people do, in Chromium: draws, trains, reloads,
 * opens files.
 *
 * `deno task test:draw` runs it. Pictures of the page are written to the
 * directory that `CUTEDL_SCREENSHOTS` names, if it does.
 *
 * @module
 */
import { Dense, modelToBytes, Sequential } from "@cutedl/layers";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  close,
  drawWithFinger,
  drawWithMouse,
  drop,
  guess,
  PATIENCE,
  picture,
  ready,
  servedPort,
  test,
  visit,
} from "./visit.ts";
import { WRITTEN } from "./written.ts";

test("The page tells all ten digits, drawn with the mouse", async () => {
  await visit({ viewport: { width: 1100, height: 900 } }, async (page) => {
    await picture(page, "empty");
    const told: (string | null)[] = [];
    for (const lines of WRITTEN) {
      await drawWithMouse(page, lines);
      told.push(await guess(page));
      await picture(page, `digit-${told.length - 1}`);
      await page.locator("#clear").click();
    }
    assertEquals(told, [..."0123456789"]);
    assertEquals(await guess(page), "?");
    await page.locator("#undo:disabled").waitFor();
  });
});

test("The page tells digits drawn with a finger, on a small screen", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
  await visit({ ...phone, colorScheme: "dark" }, async (page) => {
    for (const digit of [2, 3, 5, 7, 9]) {
      await drawWithFinger(page, WRITTEN[digit]!);
      assertEquals(await guess(page), String(digit));
      if (digit === 3) await picture(page, "phone-dark");
      await page.locator("#clear").tap();
      await page.locator("#clear:disabled").waitFor();
    }
    const wide = await page.evaluate(() => document.body.scrollWidth);
    assertEquals(wide, 360);
  });
});

test("The page tells a digit drawn with keys, and says it", async () => {
  await visit({ viewport: { width: 800, height: 900 } }, async (page) => {
    await page.keyboard.press("Tab");
    const press = async (...keys: [key: string, times: number][]) => {
      for (const [key, times] of keys) {
        for (let i = 0; i < times; i++) await page.keyboard.press(key);
      }
    };
    // From the middle of the upper part: left, pen down, right, aslant down.
    await press(["ArrowLeft", 5], ["Space", 1], ["ArrowRight", 10]);
    await page.keyboard.down("ArrowDown");
    await press(["ArrowLeft", 5]);
    await page.keyboard.up("ArrowDown");
    await press(["ArrowDown", 6]);
    assertEquals(await guess(page), "7");
    await picture(page, "keyboard");
    const said = page.locator("#announcement", { hasText: "This is a 7, " });
    await said.waitFor({ state: "attached" });
    const place = page.locator("#pen-announcement", { hasText: "pen down" });
    await place.waitFor({ state: "attached" });
    await press(["Backspace", 1]);
    assertEquals(await guess(page), "?");
    for (const id of ["choose", "train"]) { // every control can be reached
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        const focus = await page.evaluate(() => document.activeElement?.id);
        if (focus === id) break;
      }
      const focus = await page.evaluate(() => document.activeElement?.id);
      assertEquals(focus, id);
    }
  });
});

test("The page trains, shows how, and keeps the network over a reload", async () => {
  await visit({ viewport: { width: 1100, height: 900 } }, async (page) => {
    await page.locator("#train").click();
    await page.locator("#loss-chart circle").nth(2).waitFor({
      timeout: PATIENCE,
    });
    await picture(page, "training");
    await ready(page);
    assertStringIncludes(
      (await page.locator("#status").textContent())!,
      "Trained in ",
    );
    const origin = await page.locator("#origin").textContent();
    assertStringIncludes(origin!, "30,000 digits drawn by a program");
    assertEquals(await page.locator("#loss-chart circle").count(), 12);
    const accuracy = await page.locator("#accuracy").textContent();
    assert(parseFloat(accuracy!) > 80, `accuracy ${accuracy}`);
    await drawWithMouse(page, WRITTEN[4]!);
    const before = await page.locator("#bars").textContent();
    await picture(page, "trained");

    await page.reload();
    await ready(page);
    assertEquals(await page.locator("#origin").textContent(), origin);
    assertEquals(await page.locator("#status").textContent(), "");
    await drawWithMouse(page, WRITTEN[4]!);
    assertEquals(await page.locator("#bars").textContent(), before);
  });
});

test("The page trains on MNIST where it is in data/mnist, and says how to get it", async () => {
  await visit({}, async (page) => {
    const choice = page.locator("[value=mnist]");
    if (await choice.isDisabled()) {
      const text = await page.locator("#mnist").textContent();
      assertStringIncludes(text!, "run deno task mnist once, then reload");
      return;
    }
    await choice.check();
    await page.locator("#train").click();
    await page.locator("#accuracy-chart circle").first()
      .waitFor({ timeout: PATIENCE });
    await page.locator("#stop").click();
    const origin = await page.locator("#origin").textContent();
    assertStringIncludes(origin!, "Trained here on MNIST: 9");
    await drawWithMouse(page, WRITTEN[3]!);
    assertEquals(await guess(page), "3");
  });
});

test("The page stops training, with the best network so far", async () => {
  await visit({}, async (page) => {
    const before = await page.locator("#origin").textContent();
    await page.locator("#train").click();
    await page.locator("#stop").click();
    await page.locator("#status", { hasText: "Stopped" }).waitFor();
    assertEquals(await page.locator("#origin").textContent(), before);

    await page.locator("#train").click();
    await page.locator("#loss-chart circle").first().waitFor({
      timeout: PATIENCE,
    });
    await page.locator("#stop").click();
    await page.locator("#status", { hasText: "Stopped" }).waitFor();
    const after = await page.locator("#origin").textContent();
    assertStringIncludes(after!, "30,000 digits");
    await drawWithMouse(page, WRITTEN[1]!);
    assertEquals(await guess(page), "1");
  });
});

test("The page gives its network, and takes it back", async () => {
  await visit({}, async (page) => {
    const downloading = page.waitForEvent("download");
    await page.locator("#download").click();
    const path = await (await downloading).path();
    const bytes = await Deno.readFile(path);
    await drop(page, "mine.safetensors", bytes);
    await page.locator("#origin", { hasText: "Opened from mine.saf" })
      .waitFor();
    await drawWithMouse(page, WRITTEN[0]!);
    assertEquals(await guess(page), "0");
  });
});

test("The page refuses other files, and keeps its network", async () => {
  await visit({ colorScheme: "dark" }, async (page) => {
    const problem = page.locator("#problem:visible");
    const before = await page.locator("#origin").textContent();
    const xor = modelToBytes(new Sequential([new Dense(1, { inputs: 2 })]));
    await drop(page, "xor.safetensors", xor);
    assertEquals(
      await problem.textContent(),
      "Cannot use xor.safetensors: expected a network from 784 pixels to 10 " +
        "digits, received one from [2] to [1]: train a network here, or " +
        "choose another file",
    );
    await picture(page, "problem-dark");

    const choosing = page.waitForEvent("filechooser");
    await page.locator("#choose").click();
    await (await choosing).setFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("not a model"),
    });
    await page.locator("#problem", { hasText: "notes.txt: expected" })
      .waitFor();

    assertEquals(await page.locator("#origin").textContent(), before);
    await drawWithMouse(page, WRITTEN[7]!);
    assertEquals(await guess(page), "7");
  });
});

test("The page tells that a port is taken", async () => {
  const port = servedPort();
  const { success, stderr } = await new Deno.Command("deno", {
    args: ["task", "-q", "draw", "--port", String(port)],
  }).output();
  assertEquals(success, false);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    `Cannot serve: expected port ${port} to be free, received one in use: ` +
      `deno task draw --port ${port + 1}`,
  );
});

Deno.test.afterAll(close);
