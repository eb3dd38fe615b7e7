import { assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { tensor } from "../creation.ts";
import { sizeOf, Tensor } from "../tensor.ts";
import { bitsOf, file, one } from "./_testing.ts";
import { decodeSafetensors } from "./decode_safetensors.ts";
import { encodeSafetensors } from "./encode_safetensors.ts";

Deno.test("decodeSafetensors() reads what safetensors 0.8.0 writes", () => {
  const { tensors, metadata } = decodeSafetensors(file(
    '{"__metadata__":{"a":"\u2028\x7f","b":"1"},' +
      '"A":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
      '"z":{"dtype":"F32","shape":[],"data_offsets":[8,12]},' +
      '"é\\"\\n":{"dtype":"F32","shape":[2,0],"data_offsets":[12,12]}}   ',
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x40],
  ));
  assertEquals([...metadata], [["a", "\u2028\x7f"], ["b", "1"]]);
  assertEquals([...tensors], [
    ["A", tensor([1])],
    ["z", tensor(3)],
    ['é"\n', tensor([[], []])],
  ]);
});

Deno.test("decodeSafetensors() reads any order, spaces and escapes of JSON", () => {
  const { tensors } = decodeSafetensors(file(
    '{\r\n\t"\\u0062\\/" : { "data_offsets" : [ 4 , 8 ] ,\n' +
      '"shape" : [ ] , "dtype" : "F\\u0033\\u0032" } , ' +
      '"a":{"shape":[1],"dtype":"F32","data_offsets":[0,4]}}\n',
    [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40],
  ));
  assertEquals([...tensors], [["b/", tensor(2)], ["a", tensor([1])]]);
  assertEquals(decodeSafetensors(file("{ }")).tensors.size, 0);
  assertEquals(decodeSafetensors(file('{"__metadata__":{}}')).metadata.size, 0);
});

Deno.test("decodeSafetensors() takes any name as it is", () => {
  const names = ["__proto__", "constructor", "", "\ufeff", "\ufeff\ufeff", "0"];
  const info = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
  const { tensors, metadata } = decodeSafetensors(file(
    `{"__metadata__":{${names.map((name) => `"${name}":"${name}"`)}},` +
      `${names.map((name) => `"${name}":${info}`)}}`,
  ));
  assertEquals([...tensors.keys()], names);
  assertEquals([...metadata], names.map((name) => [name, name]));
});

Deno.test("decodeSafetensors() gives back what encodeSafetensors() was given", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 20 });
  const names = fc.oneof(texts, fc.constantFrom("__proto__", "constructor"))
    .filter((name) => name !== "__metadata__");
  const tensors = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) =>
    fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), {
      minLength: sizeOf(shape),
      maxLength: sizeOf(shape),
    }).map((bits) =>
      new Tensor(new Float32Array(Uint32Array.from(bits).buffer), shape)
    )
  );
  const named = fc.uniqueArray(fc.tuple(names, tensors), {
    maxLength: 5,
    selector: ([name]) => name,
  });
  const described = fc.array(fc.tuple(texts, texts), { maxLength: 3 });
  fc.assert(fc.property(named, described, (given, texts) => {
    const metadata = new Map(texts);
    const bytes = encodeSafetensors(new Map(given), { metadata });
    assertEquals((bytes.length - 8) % 4, 0);
    const read = decodeSafetensors(bytes);
    assertEquals(read.metadata, metadata);
    assertEquals(read.tensors.size, given.length);
    for (const [name, value] of given) {
      assertEquals(read.tensors.get(name)!.shape, value.shape);
      assertEquals(bitsOf(read.tensors.get(name)!), bitsOf(value));
    }
    const again = encodeSafetensors(read.tensors, { metadata: read.metadata });
    assertEquals(again, bytes);
  }));
});

Deno.test("decodeSafetensors() shares no memory with the bytes, wherever they lie", () => {
  const bytes = one("F32", [0, 0, 0x80, 0x3f], 1);
  const odd = new Uint8Array(new SharedArrayBuffer(bytes.length + 8), 3);
  odd.set(bytes);
  for (const given of [bytes, odd.subarray(0, bytes.length)]) {
    const value = decodeSafetensors(given).tensors.get("a")!;
    given.fill(0);
    assertEquals(value.toArray(), [1]);
    assertInstanceOf(value.data.buffer, ArrayBuffer);
  }
});
