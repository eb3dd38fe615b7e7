import { Flatten, Reshape } from "./mod.ts";
import { randomTensor, ShapeError, Tensor } from "@cutedl/tensor";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";

Deno.test("Flatten and Reshape share the elements, both ways", () => {
  const layers: [Flatten | Reshape, number[]][] = [
    [new Flatten(), [12]],
    [new Reshape([2, 6]), [2, 6]],
    [new Reshape([-1, 2, 2]), [3, 2, 2]],
    [new Reshape([-1]), [12]],
  ];
  for (const [layer, expected] of layers) {
    layer.build([4, 3]);
    assertEquals(layer.outputShape, expected);
    const inputs = randomTensor([5, 4, 3], { seed: 1 });
    for (const training of [false, true]) {
      const outputs = layer.forward(inputs, { training });
      assertEquals(outputs.shape, [5, ...expected]);
      assertStrictEquals(outputs.data, inputs.data);
    }
    const gradient = randomTensor([5, ...expected], { seed: 2 });
    const inputGradient = layer.backward(gradient);
    assertEquals(inputGradient.shape, [5, 4, 3]);
    assertStrictEquals(inputGradient.data, gradient.data);
  }
});

Deno.test("Flatten and Reshape leave the reshaping to the inputs", () => {
  class Spy extends Tensor {
    readonly asked: number[][] = [];
    override reshape(shape: readonly number[]): Tensor {
      this.asked.push([...shape]);
      return super.reshape(shape);
    }
  }
  for (const layer of [new Flatten(), new Reshape([12])]) {
    layer.build([4, 3]);
    const inputs = new Spy(new Float32Array(60), [5, 4, 3]);
    layer.forward(inputs);
    assertEquals(inputs.asked, [[5, 12]]);
  }
});

Deno.test("Flatten makes one axis of none", () => {
  const layer = new Flatten();
  layer.build([]);
  assertEquals(layer.forward(randomTensor([5])).shape, [5, 1]);
});

Deno.test("Reshape.build() names both shapes where the elements do not fit", () => {
  for (const targetShape of [[5, 2], [5, -1], [2, 24]]) {
    const layer = new Reshape(targetShape);
    assertEquals(
      assertThrows(() => layer.build([4, 3]), ShapeError).message,
      "Cannot build reshape layer: expected input shape with as many elements " +
        `as [${targetShape.join(", ")}], received [4, 3]`,
    );
    assertEquals(layer.outputShape, undefined);
  }
});

Deno.test("Reshape refuses sizes that are none", () => {
  for (const targetShape of [[0], [2, -1, -1], [1.5], [NaN], [-2, 3]]) {
    assertEquals(
      assertThrows(() => new Reshape(targetShape), RangeError).message,
      "Cannot create reshape layer: expected sizes that are whole numbers " +
        `>= 1, one of them -1 at most, received [${targetShape.join(", ")}]`,
    );
  }
});
