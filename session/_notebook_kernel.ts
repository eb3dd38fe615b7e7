/** What is used of the kernel of Deno. */
export interface NotebookKernel {
  /** Sends a message to all who show the notebook. */
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** Gives the kernel that runs a notebook, if one does. */
export function notebookKernel(): NotebookKernel | undefined {
  const { Deno: runtime } = globalThis as {
    Deno?: { jupyter?: NotebookKernel };
  };
  try {
    return runtime?.jupyter;
  } catch {
    return undefined; // it throws elsewhere
  }
}
