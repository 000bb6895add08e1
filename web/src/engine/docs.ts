/** What the package says of rules and of what templates can use: a file of its own, which the first load does without. */
export { catalog, explain } from 'vtlkit';
