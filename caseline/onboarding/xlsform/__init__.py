"""Forms as KoboToolbox and ODK teams write them (XLSForm, https://xlsform.org), drafted as forms of one's own."""
