require("vtlkit/jest");
require("./passing.cjs")({ expect, test });
