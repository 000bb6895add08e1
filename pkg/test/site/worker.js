import { init, render } from "vtlkit";

self.onmessage = async ({ data }) => {
  await init();
  self.postMessage(render(data, { body: { a: "hello" } }).output);
};
