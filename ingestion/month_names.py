"""Names of months and weekdays in the languages that exports are written in: English, Spanish, French, German,
Portuguese; whole and short."""

_NAMES = {
    1: "january jan enero ene janvier janv januar jänner janeiro",
    2: "february feb febrero février fevrier févr fevr fév februar fevereiro fev",
    3: "march mar marzo mars märz maerz mär mrz março marco",
    4: "april apr abril abr avril avr",
    5: "may mayo mai maio",
    6: "june jun junio juin juni junho",
    7: "july jul julio juillet juil juli julho",
    8: "august aug agosto ago août aout",
    9: "september sep sept septiembre setiembre septembre setembro set",
    10: "october oct octubre octobre oktober okt outubro out",
    11: "november nov noviembre novembre novembro",
    12: "december dec diciembre dic décembre decembre déc dezember dez dezembro",
}
MONTHS = {name: month for month, names in _NAMES.items() for name in names.split()}
"""The month of each name in lower case."""

MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
"""Any of them, as a pattern; the longest go first."""

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tues tue wed thurs thur thu fri sat sun
lunes martes miércoles miercoles jueves viernes sábado sabado domingo
lundi mardi mercredi jeudi vendredi samedi dimanche
montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta
"""
WEEKDAY = "|".join(sorted(_WEEKDAYS.split(), key=len, reverse=True))
"""Any name of a weekday, as a pattern."""
