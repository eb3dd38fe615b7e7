import { assertEquals, assertThrows } from "@std/assert";
import { tensor, zeros } from "../creation.ts";
import type { Tensor } from "../tensor.ts";
import { encodeSafetensors } from "./encode_safetensors.ts";

/** Bytes of a text that has no character above 255. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

Deno.test("encodeSafetensors() writes what safetensors 0.8.0 writes", () => {
  const tensors = new Map([
    ["b", tensor([1, 2])],
    ["a", tensor([[0.5]])],
  ]);
  assertEquals(
    encodeSafetensors(tensors, { metadata: new Map([["x", "y"]]) }),
    latin1(
      "\x88\0\0\0\0\0\0\0" +
        '{"__metadata__":{"x":"y"},' +
        '"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},' +
        '"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} ' +
        "\0\0\0\x3f\0\0\x80\x3f\0\0\0\x40",
    ),
  );
  assertEquals(
    encodeSafetensors(
      new Map([
        ['é"\n', zeros([2, 0])],
        ["z", tensor(3)],
        ["A", tensor([-0])],
      ]),
      { metadata: new Map([["b", "1"], ["a", "\u2028\x7f"]]) },
    ),
    latin1(
      "\xd0\0\0\0\0\0\0\0" +
        '{"__metadata__":{"a":"\xe2\x80\xa8\x7f","b":"1"},' +
        '"A":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
        '"z":{"dtype":"F32","shape":[],"data_offsets":[4,8]},' +
        '"\xc3\xa9\\"\\n":{"dtype":"F32","shape":[2,0],"data_offsets":[8,8]}}' +
        "      \0\0\0\x80\0\0\x40\x40",
    ),
  );
  assertEquals(
    encodeSafetensors(new Map()),
    latin1("\x08\0\0\0\0\0\0\0{}      "),
  );
});

Deno.test("encodeSafetensors() reads views of shared memory", () => {
  const memory = new Float32Array(new SharedArrayBuffer(12), 4, 2);
  memory.set([1, 2]);
  assertEquals(
    encodeSafetensors(new Map([["a", tensor(memory)]])),
    encodeSafetensors(new Map([["a", tensor([1, 2])]])),
  );
});

Deno.test("encodeSafetensors() refuses what the format cannot say", () => {
  const refused = (
    name: string,
    value: Tensor,
    text: string,
    metadata = new Map<string, string>(),
  ): void => {
    const error = assertThrows(
      () => encodeSafetensors(new Map([[name, value]]), { metadata }),
      RangeError,
    );
    assertEquals(error.message, `Cannot write safetensors: expected ${text}`);
  };
  const one = tensor(1);
  refused(
    "__metadata__",
    one,
    'another name of a tensor, received "__metadata__", which the format keeps',
  );
  const wellFormed = "text with surrogates in pairs, received";
  refused("a\ud800", one, `${wellFormed} "a\\ud800"`);
  refused("a", one, `${wellFormed} "\\udc00"`, new Map([["\udc00", ""]]));
  refused("a", one, `${wellFormed} "\\udc00"`, new Map([["", "\udc00"]]));
  refused(
    "a",
    one.reshape(Array(65).fill(1)),
    'at most 64 axes of tensor "a", received 65',
  );
  refused(
    "x".repeat(1e8),
    one,
    "a header of at most 100000000 bytes, received 100000056",
  );
});
