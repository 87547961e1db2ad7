"""How pages look, whoever makes them: colours, templates, style sheets, marked quotes."""
