// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

const PAUSE_MILLIS = 300;

/** A value that follows another one when that has been the same for a moment, as when somebody stops typing. */
export function useDelayed<T>(value: T): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [value]);
  return delayed;
}
