// SPDX-License-Identifier: Apache-2.0
import { createContext, type PropsWithChildren, useContext, useEffect, useState } from "react";
import files from "virtual:message-files";
import { useHost } from "../host";
import { inLanguage } from "./language";
import { type Texts, type Translate, translator } from "./translate";

interface I18n {
  t: Translate;
  locale: string;
}

const I18nContext = createContext<I18n>({ t: (key) => key, locale: "en" });

/** Loads the texts of the administrator's language, or those in English if there are none. */
export function I18nProvider({ children }: PropsWithChildren) {
  const { locale } = useHost();
  const [i18n, setI18n] = useState<I18n>();
  useEffect(() => {
    let isWanted = true;
    void loadTexts(locale).then((texts) => {
      if (isWanted) {
        setI18n({ t: translator(locale, texts), locale: locale.replace("_", "-") });
      }
    });
    return () => {
      isWanted = false;
    };
  }, [locale]);
  return i18n && <I18nContext.Provider value={i18n}>{children}</I18nContext.Provider>;
}

/** Without its texts the section shows their keys, which is better than nothing. */
async function loadTexts(locale: string): Promise<Texts> {
  try {
    const response = await fetch(inLanguage(files, locale));
    return (await response.json()) as Texts;
  } catch {
    return {};
  }
}

/** The texts of the administrator's language. */
export function useI18n(): I18n {
  return useContext(I18nContext);
}
