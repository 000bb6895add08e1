import { VtlkitError } from "./error.mjs";

// What nobody holds any more is released, unless its instance is gone with everything in it.
const freed = new FinalizationRegistry(({ engine, release, number, generation }) => {
  if (generation === engine.generation) engine.call(release, number);
});

/** Something that lives in an instance and is made again where that instance was thrown away. */
export class Handle {
  #engine;
  #release;
  #owner;
  #make;
  #made;

  /** `make` makes it for `owner` and gives its number; `release` is the function that drops it. */
  constructor(engine, owner, release, make) {
    this.#engine = engine;
    this.#release = release;
    this.#owner = new WeakRef(owner);
    this.#make = make;
    this.#remake();
  }

  #remake() {
    const engine = this.#engine;
    const number = this.#make();
    this.#made = { engine, release: this.#release, number, generation: engine.generation };
    freed.register(this.#owner.deref(), this.#made, this);
  }

  /** The number it has in the instance that is in use. */
  number() {
    if (this.#made === undefined) {
      throw new VtlkitError({ kind: "options", message: "it was freed", help: "make a new one" });
    }
    if (this.#made.generation !== this.#engine.generation) {
      freed.unregister(this);
      this.#remake();
    }
    return this.#made.number;
  }

  free() {
    if (this.#made === undefined) return;
    freed.unregister(this);
    if (this.#made.generation === this.#engine.generation) this.#engine.call(this.#release, this.#made.number);
    this.#made = undefined;
  }
}
