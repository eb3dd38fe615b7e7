/** Version of this package, which files tell. */
export const VERSION = "0.1.0";
