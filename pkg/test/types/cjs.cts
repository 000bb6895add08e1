import vtlkit = require("vtlkit");
import schema = require("vtlkit/schema");
import testing = require("vtlkit/testing");

const output: string = vtlkit.render("$x").output;
const valid: boolean = schema.compile("{}").validate(output).valid;
testing.toLintClean(output);
// @ts-expect-error there is no such function
vtlkit.rendr(valid);
