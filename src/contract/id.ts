/** How whatever the content names is called: labs' sides and changes, exercises, questions. */
export const idPattern = /^[a-z0-9][a-z0-9-]*$/;
