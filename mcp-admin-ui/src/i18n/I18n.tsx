// SPDX-License-Identifier: Apache-2.0
import { createContext, type PropsWithChildren, useContext, useEffect, useState } from "react";
import english from "../../messages/messages_en.properties";
import { useHost } from "../host";
import { inLanguage } from "./language";
import { type Texts, type Translate, translator } from "./translate";

interface I18n {
  t: Translate;
  locale: string;
}

const FILES = import.meta.glob<Texts>(
  ["../../messages/*.properties", "!../../messages/messages_en.properties"],
  {
    import: "default",
  },
);
const LANGUAGES = Object.fromEntries(
  Object.entries(FILES).map(([path, load]) => [/messages_(\w+)\./.exec(path)![1]!, load]),
);

const I18nContext = createContext<I18n>({ t: (key) => key, locale: "en" });

/** Loads the texts of the administrator's language; what it does not say is said in English. */
export function I18nProvider({ children }: PropsWithChildren) {
  const { locale } = useHost();
  const [i18n, setI18n] = useState<I18n>();
  useEffect(() => {
    let isWanted = true;
    const load = inLanguage<() => Promise<Texts>>({ ...LANGUAGES, en: () => Promise.resolve({}) }, locale);
    void load().then((texts) => {
      if (isWanted) {
        setI18n({ t: translator(locale, { ...english, ...texts }), locale: locale.replace("_", "-") });
      }
    });
    return () => {
      isWanted = false;
    };
  }, [locale]);
  return i18n && <I18nContext.Provider value={i18n}>{children}</I18nContext.Provider>;
}

/** The texts of the administrator's language. */
export function useI18n(): I18n {
  return useContext(I18nContext);
}
