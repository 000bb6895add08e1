/** What went wrong. See `VtlkitError` in `types/index.d.ts`. */
export class VtlkitError extends Error {
  /** Takes over the members of an error that the engine throws, or of an object. */
  constructor({ message, name: _name, ...members }) {
    super(message);
    Object.assign(this, members);
  }
}

// Not a property of each error, so that printing one does not repeat it.
Object.defineProperty(VtlkitError.prototype, "name", { value: "VtlkitError", configurable: true, writable: true });
