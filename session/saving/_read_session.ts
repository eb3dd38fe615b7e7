import { modelFromSafetensors } from "@cutedl/layers";
import type { Safetensors } from "@cutedl/tensor";
import type { Session } from "../session.ts";
import { readState } from "./_session_file.ts";
import type { SessionFromBytesOptions } from "./session_from_bytes.ts";

/** Reads from a file what a session is made of. */
export function readSession(
  file: Safetensors,
  options: SessionFromBytesOptions,
): ConstructorParameters<typeof Session> {
  const { name = "session" } = options;
  const state = readState(file, name);
  const model = modelFromSafetensors(file, { ...options, name });
  const { loss, optimizer, metrics } = options;
  return [model, { loss, optimizer, state, ...(metrics && { metrics }) }];
}
