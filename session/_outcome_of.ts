/** Fixes what a function gives now, or throws. */
export function outcomeOf<Result>(compute: () => Result): () => Result {
  try {
    const result = compute();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
