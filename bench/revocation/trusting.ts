import { Memory } from "../../lib/gate/memory.ts";

// Loaded before the product, it makes of it the control: a process that hears no change and never doubts what it remembers.
const { trust } = Memory.prototype;
Memory.prototype.trust = function () {
  trust.call(this, Number.POSITIVE_INFINITY);
};
Memory.prototype.changed = () => {};
Memory.prototype.deafen = () => {};
