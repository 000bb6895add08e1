// Extends the `expect` of Jest.
const { matchers } = require("../dist/testing.cjs");

if (typeof expect !== "function") {
  throw new Error("`vtlkit/jest` is for files of tests, where there is `expect`, and for `setupFilesAfterEnv`");
}
expect.extend(matchers);
