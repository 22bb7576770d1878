// Tells the style sheets that scripts run; GOV.UK Frontend asks for these two classes.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
