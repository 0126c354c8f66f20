import Link from "next/link";

/** Where somebody begins who would set a limit while nothing is counted. */
export function MeterFirst() {
  return (
    <>
      {" "}
      A limit is one of a meter:{" "}
      <Link href="/platform/meters" className="text-accent underline underline-offset-4">
        make a meter first
      </Link>
      .
    </>
  );
}
