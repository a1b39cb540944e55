/** Stands in for `intersection-observer`, which a part of Sandpack imports: every browser that runs this site has what it would add. */
export {};
