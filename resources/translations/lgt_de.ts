<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>{} s</source>
        <translation>{} s</translation>
    </message>
    <message>
        <source>{} min {:02d} s</source>
        <translation>{} min {:02d} s</translation>
    </message>
    <message>
        <source>{} min</source>
        <translation>{} min</translation>
    </message>
    <message>
        <source>{} h {:02d} min</source>
        <translation>{} h {:02d} min</translation>
    </message>
    <message>
        <source>{:.1f} GB</source>
        <translation>{:.1f} GB</translation>
    </message>
    <message>
        <source>{:.0f} MB</source>
        <translation>{:.0f} MB</translation>
    </message>
    <message>
        <source>{:.1f} of {:.1f} GB</source>
        <translation>{:.1f} von {:.1f} GB</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Copy the line</source>
        <translation>Die Zeile kopieren</translation>
    </message>
    <message>
        <source>Something unexpected went wrong: {}</source>
        <translation>Etwas Unerwartetes ist schiefgegangen: {}</translation>
    </message>
    <message>
        <source>Your pictures and saved runs are untouched. Try again, or copy the details.</source>
        <translation>Bilder und gespeicherte Läufe sind unberührt. Noch einmal versuchen oder die Details kopieren.</translation>
    </message>
    <message>
        <source>Pictures ({});;All files (*)</source>
        <translation>Bilder ({});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Quick</source>
        <extracomment>From the lower edge of the canvas: above the captions in its corners.</extracomment>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Am besten</translation>
    </message>
    <message>
        <source>{}: {} steps</source>
        <translation>{}: {} Schritte</translation>
    </message>
    <message>
        <source>{} steps</source>
        <translation>{} Schritte</translation>
    </message>
    <message>
        <source>refined, {} of {} steps</source>
        <translation>verfeinert, {} von {} Schritten</translation>
    </message>
    <message>
        <source>refined, {} steps</source>
        <translation>verfeinert, {} Schritte</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Durchlauf</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Coarse layout</source>
        <translation>Grober Aufbau</translation>
    </message>
    <message>
        <source>Out of range</source>
        <translation>Außerhalb</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Photo at 0</source>
        <translation>Foto bei 0</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>Divergenz</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Wird heruntergeladen</translation>
    </message>
    <message>
        <source>Getting the test photos ready</source>
        <translation>Testfotos werden vorbereitet</translation>
    </message>
    <message>
        <source>Loading the codec</source>
        <translation>Codec wird geladen</translation>
    </message>
    <message>
        <source>Looking at the styles</source>
        <translation>Stile werden angesehen</translation>
    </message>
    <message>
        <source>Measuring the pictures</source>
        <translation>Bilder werden gemessen</translation>
    </message>
    <message>
        <source>Preparing pictures</source>
        <translation>Bilder werden vorbereitet</translation>
    </message>
    <message>
        <source>{} is there already and is not LGT&apos;s.</source>
        <translation>{} ist schon da und gehört nicht zu LGT.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Move this file away and try again.</source>
        <translation>Diese Datei verschieben und erneut versuchen.</translation>
    </message>
    <message>
        <source>{} could not be written: {}.</source>
        <translation>{} konnte nicht geschrieben werden: {}.</translation>
    </message>
    <message>
        <source>Check that you may write to this folder.</source>
        <translation>Prüfen, ob dieser Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>{} could not be removed: {}.</source>
        <translation>{} konnte nicht entfernt werden: {}.</translation>
    </message>
    <message>
        <source>Remove it yourself.</source>
        <translation>Sie selbst entfernen.</translation>
    </message>
    <message>
        <source>Desktop entries are for Linux.</source>
        <translation>Desktop-Einträge gibt es nur unter Linux.</translation>
    </message>
    <message>
        <source>Choose LGT in the system&apos;s own “Open with”.</source>
        <translation>LGT unter „Öffnen mit“ des Systems wählen.</translation>
    </message>
    <message>
        <source>Save diagnostics</source>
        <extracomment>Settings of a run that name folders or styles of the person.</extracomment>
        <translation>Diagnose speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>“{}” could not be written: {}.</source>
        <translation>„{}“ konnte nicht geschrieben werden: {}.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Training</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Neues Projekt…</translation>
    </message>
    <message>
        <source>Open &amp;project…</source>
        <translation>&amp;Projekt öffnen…</translation>
    </message>
    <message>
        <source>&amp;Open photos…</source>
        <translation>&amp;Fotos öffnen…</translation>
    </message>
    <message>
        <source>Add photos to the shelf</source>
        <translation>Fotos in die Leiste aufnehmen</translation>
    </message>
    <message>
        <source>&amp;Add a style…</source>
        <translation>&amp;Stil hinzufügen…</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Add the sa&amp;mple</source>
        <translation>Beispie&amp;l hinzufügen</translation>
    </message>
    <message>
        <source>Draw sample styles and photos to try</source>
        <translation>Beispielstile und -fotos zum Ausprobieren zeichnen</translation>
    </message>
    <message>
        <source>Open style &amp;file…</source>
        <translation>St&amp;ildatei öffnen…</translation>
    </message>
    <message>
        <source>Use styles that somebody gave you</source>
        <translation>Stile verwenden, die jemand weitergegeben hat</translation>
    </message>
    <message>
        <source>Save st&amp;yle file…</source>
        <translation>Stildatei spei&amp;chern…</translation>
    </message>
    <message>
        <source>Give your trained styles to a friend</source>
        <translation>Trainierte Stile weitergeben</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>Bild e&amp;xportieren…</translation>
    </message>
    <message>
        <source>Save the picture in view</source>
        <translation>Das gezeigte Bild speichern</translation>
    </message>
    <message>
        <source>&amp;Refine picture, or stop</source>
        <translation>Bild &amp;verfeinern oder anhalten</translation>
    </message>
    <message>
        <source>Make the best picture of this photo; slower</source>
        <translation>Das beste Bild dieses Fotos machen; langsamer</translation>
    </message>
    <message>
        <source>E&amp;xplore…</source>
        <translation>Erk&amp;unden…</translation>
    </message>
    <message>
        <source>&amp;Batch…</source>
        <translation>S&amp;tapel…</translation>
    </message>
    <message>
        <source>Stylize many photos and folders</source>
        <translation>Viele Fotos und Ordner stilisieren</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>Bild &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the stylized picture</source>
        <translation>Das stilisierte Bild kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Add a picture from the clipboard</source>
        <translation>Ein Bild aus der Zwischenablage hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>Rename the selected style</source>
        <translation>Den ausgewählten Stil umbenennen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Move what is selected to the trash</source>
        <translation>Das Ausgewählte in den Papierkorb legen</translation>
    </message>
    <message>
        <source>Paint a &amp;mask, or stop</source>
        <translation>&amp;Maske malen oder beenden</translation>
    </message>
    <message>
        <source>Where the style is strong, weak or absent</source>
        <translation>Wo der Stil stark, schwach oder gar nicht wirkt</translation>
    </message>
    <message>
        <source>&amp;Load mask…</source>
        <translation>Maske la&amp;den…</translation>
    </message>
    <message>
        <source>Any picture: white the style, black the photo</source>
        <translation>Ein beliebiges Bild: Weiß der Stil, Schwarz das Foto</translation>
    </message>
    <message>
        <source>Sa&amp;ve mask…</source>
        <translation>Maske s&amp;peichern…</translation>
    </message>
    <message>
        <source>Write the mask of this photo as a grey picture</source>
        <translation>Die Maske dieses Fotos als graues Bild schreiben</translation>
    </message>
    <message>
        <source>double click, Enter</source>
        <translation>Doppelklick, Eingabetaste</translation>
    </message>
    <message>
        <source>Brush: move</source>
        <translation>Pinsel: bewegen</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Brush: paint</source>
        <translation>Pinsel: malen</translation>
    </message>
    <message>
        <source>Enter, Shift+arrows</source>
        <translation>Eingabetaste, Umschalt+Pfeiltasten</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>One photo pixel for each screen pixel</source>
        <translation>Ein Pixel des Fotos je Bildschirmpixel</translation>
    </message>
    <message>
        <source>S&amp;plit</source>
        <translation>&amp;Geteilt</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>Flic&amp;ker</source>
        <translation>&amp;Wechsel</translation>
    </message>
    <message>
        <source>&amp;Result only</source>
        <translation>Nur das E&amp;rgebnis</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>Vor&amp;heriges Foto</translation>
    </message>
    <message>
        <source>&amp;Next photo</source>
        <translation>&amp;Nächstes Foto</translation>
    </message>
    <message>
        <source>Compare with the p&amp;hoto</source>
        <translation>Mit dem F&amp;oto vergleichen</translation>
    </message>
    <message>
        <source>As ever</source>
        <translation>Wie sonst</translation>
    </message>
    <message>
        <source>Compare with &amp;this result</source>
        <translation>Mit &amp;diesem Ergebnis vergleichen</translation>
    </message>
    <message>
        <source>It stays in the place of the photo while you steer</source>
        <translation>Es bleibt beim Regeln an der Stelle des Fotos</translation>
    </message>
    <message>
        <source>Compare with a &amp;picture…</source>
        <translation>Mit einem &amp;Bild vergleichen…</translation>
    </message>
    <message>
        <source>Any picture file in the place of the photo</source>
        <translation>Eine beliebige Bilddatei an der Stelle des Fotos</translation>
    </message>
    <message>
        <source>All styles at several strengths, or any two settings</source>
        <translation>Alle Stile in mehreren Stärken, oder zwei beliebige Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Start or pause</source>
        <translation>&amp;Starten oder anhalten</translation>
    </message>
    <message>
        <source>Begin, pause or go on</source>
        <translation>Beginnen, anhalten oder weitermachen</translation>
    </message>
    <message>
        <source>S&amp;top and save</source>
        <translation>S&amp;toppen und speichern</translation>
    </message>
    <message>
        <source>Training &amp;queue…</source>
        <translation>Trainings&amp;liste…</translation>
    </message>
    <message>
        <source>Several runs, one after another</source>
        <translation>Mehrere Durchläufe nacheinander</translation>
    </message>
    <message>
        <source>Train &amp;every style of this project for 3 minutes</source>
        <translation>J&amp;eden Stil dieses Projekts 3 Minuten trainieren</translation>
    </message>
    <message>
        <source>One run for each style, one after another</source>
        <translation>Ein Durchlauf für jeden Stil, nacheinander</translation>
    </message>
    <message>
        <source>&amp;Advanced…</source>
        <translation>&amp;Erweitert…</translation>
    </message>
    <message>
        <source>Diagnostics copied; they name no folder of yours.</source>
        <translation>Diagnose kopiert; sie nennt keine eigenen Ordner.</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Co&amp;mmands…</source>
        <translation>&amp;Befehle…</translation>
    </message>
    <message>
        <source>Find any menu entry by a few letters</source>
        <translation>Jeden Menüeintrag mit einigen Buchstaben finden</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>Sa&amp;ve diagnostics…</source>
        <translation>Diagnose &amp;speichern…</translation>
    </message>
    <message>
        <source>Versions, settings and logs in a file for a bug report; no pictures</source>
        <translation>Versionen, Einstellungen und Protokolle in einer Datei für einen Fehlerbericht; keine Bilder</translation>
    </message>
    <message>
        <source>&amp;About LGT</source>
        <translation>&amp;Über LGT</translation>
    </message>
    <message>
        <source>The photo alone</source>
        <translation>Das Foto allein</translation>
    </message>
    <message>
        <source>hold Space</source>
        <translation>Leertaste halten</translation>
    </message>
    <message>
        <source>Move the divider</source>
        <translation>Die Trennlinie bewegen</translation>
    </message>
    <message>
        <source>Move the divider, enlarged</source>
        <translation>Trennlinie verschieben, vergrößert</translation>
    </message>
    <message>
        <source>Shift+← →</source>
        <translation>Umschalt+← →</translation>
    </message>
    <message>
        <source>Divider at an edge</source>
        <translation>Trennlinie an einen Rand</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Pos1, Ende</translation>
    </message>
    <message>
        <source>Move the picture, enlarged</source>
        <translation>Bild verschieben, vergrößert</translation>
    </message>
    <message>
        <source>arrows, Ctrl+arrows</source>
        <translation>Pfeiltasten, Strg+Pfeiltasten</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>wheel, + −</source>
        <translation>Mausrad, + −</translation>
    </message>
    <message>
        <source>Fit or 100 %</source>
        <translation>Einpassen oder 100 %</translation>
    </message>
    <message>
        <source>Brush: size</source>
        <translation>Pinsel: Größe</translation>
    </message>
    <message>
        <source>[ ], wheel</source>
        <translation>[ ], Mausrad</translation>
    </message>
    <message>
        <source>Brush: strength</source>
        <translation>Pinsel: Stärke</translation>
    </message>
    <message>
        <source>0 to 9</source>
        <translation>0 bis 9</translation>
    </message>
    <message>
        <source>Brush: eraser, fill, invert, clear</source>
        <translation>Pinsel: radieren, füllen, umkehren, leeren</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>Zuletzt &amp;geöffnet</translation>
    </message>
    <message>
        <source>&amp;Follow the system</source>
        <translation>&amp;Wie das System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>“{}” is open in another window of LGT.</source>
        <extracomment>A window that was just closed may need a few seconds to let go of its project.</extracomment>
        <translation>„{}“ ist in einem anderen Fenster von LGT geöffnet.</translation>
    </message>
    <message>
        <source>Go on there, or close it there first.</source>
        <translation>Dort weitermachen oder es zuerst dort schließen.</translation>
    </message>
    <message>
        <source>Open in another window</source>
        <translation>In einem anderen Fenster geöffnet</translation>
    </message>
    <message>
        <source>Go on there, or close it there and try again.</source>
        <translation>Dort weitermachen, oder dort schließen und erneut versuchen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Open another project…</source>
        <translation>Anderes Projekt öffnen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>The project “{}” is not there any more.</source>
        <translation>Das Projekt „{}“ ist nicht mehr da.</translation>
    </message>
    <message>
        <source>It was at {}. If it lies on a drive, connect it and choose File, Open recent.</source>
        <translation>Es lag unter {}. Falls es auf einem Laufwerk liegt, dieses anschließen und Datei, Zuletzt geöffnet wählen.</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Ein Projekt öffnen</translation>
    </message>
    <message>
        <source>“{}” is not an LGT project.</source>
        <translation>„{}“ ist kein LGT-Projekt.</translation>
    </message>
    <message>
        <source>Choose a project folder, or drop pictures onto the window.</source>
        <translation>Einen Projektordner wählen oder Bilder auf dem Fenster ablegen.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>My styles</source>
        <translation>Meine Stile</translation>
    </message>
    <message>
        <source>The last training was not finished.</source>
        <translation>Das letzte Training wurde nicht beendet.</translation>
    </message>
    <message>
        <source>It can go on exactly where it stopped.</source>
        <translation>Es kann genau dort weitergehen, wo es anhielt.</translation>
    </message>
    <message>
        <source>Resume at step {:,}</source>
        <translation>Weiter ab Schritt {:,}</translation>
    </message>
    <message>
        <source>Your pictures and settings are as you left them.</source>
        <translation>Bilder und Einstellungen sind unverändert.</translation>
    </message>
    <message>
        <source>The training is saved up to step {:,}</source>
        <translation>Das Training ist bis Schritt {:,} gespeichert</translation>
    </message>
    <message>
        <source>; {:,} steps are lost.</source>
        <translation>; {:,} Schritte sind verloren.</translation>
    </message>
    <message>
        <source>{} still wait in the batch.</source>
        <translation>Im Stapel warten noch {}.</translation>
    </message>
    <message>
        <source>LGT ended unexpectedly the last time.</source>
        <translation>LGT endete beim letzten Mal unerwartet.</translation>
    </message>
    <message>
        <source>Save diagnostics…</source>
        <translation>Diagnose speichern…</translation>
    </message>
    <message>
        <source>The project file of “{}” was damaged.</source>
        <translation>Die Projektdatei von „{}“ war beschädigt.</translation>
    </message>
    <message>
        <source>It was opened from its backup of {}. Pictures and trained runs are untouched; check the order of the styles. The damaged file is kept as project.json.damaged.</source>
        <translation>Sie wurde aus der Sicherung vom {} geöffnet. Bilder und trainierte Läufe sind unberührt; die Reihenfolge der Stile prüfen. Die beschädigte Datei bleibt als project.json.damaged erhalten.</translation>
    </message>
    <message>
        <source>New style</source>
        <extracomment>So many styles are named while the pointer hovers. Suffix of a trained model to give away.
----------
Name in the project of each style.</extracomment>
        <translation>Neuer Stil</translation>
    </message>
    <message>
        <source>Open the style file</source>
        <translation>Die Stildatei öffnen</translation>
    </message>
    <message>
        <source>Add to “{}”</source>
        <translation>Zu „{}“ hinzufügen</translation>
    </message>
    <message>
        <source>Add to the photos</source>
        <translation>Zu den Fotos hinzufügen</translation>
    </message>
    <message>
        <source>New style from {}</source>
        <translation>Neuer Stil aus {}</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}: {}</translation>
    </message>
    <message>
        <source>, and a new one from {}</source>
        <translation>, und ein neuer aus {}</translation>
    </message>
    <message>
        <source>Add the styles of the project “{}”</source>
        <translation>Die Stile des Projekts „{}“ hinzufügen</translation>
    </message>
    <message>
        <source>Add each folder in “{}” as a style</source>
        <translation>Jeden Ordner in „{}“ als Stil hinzufügen</translation>
    </message>
    <message>
        <source>New style “{}”</source>
        <translation>Neuer Stil „{}“</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{:,} pictures</source>
        <translation>{:,} Bilder</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{:,} photos</source>
        <translation>{:,} Fotos</translation>
    </message>
    <message>
        <source>1 style</source>
        <translation>1 Stil</translation>
    </message>
    <message>
        <source>{:,} styles</source>
        <translation>{:,} Stile</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>{:,} files</source>
        <translation>{:,} Dateien</translation>
    </message>
    <message>
        <source>The project folder &apos;{}&apos; cannot be used: {}.</source>
        <extracomment>Where to (a style, ``&quot;&quot;`` for the photos shelf, None for a new style), its name, the files.</extracomment>
        <translation>Der Projektordner „{}“ kann nicht verwendet werden: {}.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>Einen beschreibbaren Ordner wählen.</translation>
    </message>
    <message>
        <source>The folder of the project “{}” is not there.</source>
        <translation>Der Ordner des Projekts „{}“ ist nicht da.</translation>
    </message>
    <message>
        <source>Bring it back to {}.</source>
        <translation>Ihn zurücklegen nach {}.</translation>
    </message>
    <message>
        <source>The project file in &apos;{}&apos; is damaged and there is no whole backup: {}.</source>
        <translation>Die Projektdatei in „{}“ ist beschädigt, und es gibt keine unversehrte Sicherung: {}.</translation>
    </message>
    <message>
        <source>Your pictures and trained runs are untouched.</source>
        <translation>Bilder und trainierte Läufe sind unberührt.</translation>
    </message>
    <message>
        <source>Delete {} and {} there; LGT builds them anew from the pictures.</source>
        <translation>Dort {} und {} löschen; LGT erstellt sie aus den Bildern neu.</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>es ist keine Datei</translation>
    </message>
    <message>
        <source>it is far too long</source>
        <translation>sie ist viel zu lang</translation>
    </message>
    <message>
        <source>it is cut off, or was changed by another program</source>
        <translation>sie ist abgeschnitten oder wurde von einem anderen Programm geändert</translation>
    </message>
    <message>
        <source>it holds no values by name</source>
        <translation>sie enthält keine benannten Werte</translation>
    </message>
    <message>
        <source>it names no version</source>
        <translation>sie nennt keine Version</translation>
    </message>
    <message>
        <source>The project &apos;{}&apos; was made by a newer LGT (format {}).</source>
        <translation>Das Projekt „{}“ stammt von einem neueren LGT (Format {}).</translation>
    </message>
    <message>
        <source>Update LGT, then open it again.</source>
        <translation>LGT aktualisieren, dann erneut öffnen.</translation>
    </message>
    <message>
        <source>The project could not be saved: {}.</source>
        <translation>Das Projekt konnte nicht gespeichert werden: {}.</translation>
    </message>
    <message>
        <source>The last saved state is whole.</source>
        <translation>Der zuletzt gespeicherte Stand ist unversehrt.</translation>
    </message>
    <message>
        <source>Check that the disk has space and the folder may be written.</source>
        <translation>Prüfen, ob der Datenträger Platz hat und der Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is there already</source>
        <extracomment>Nobody wants it any more: it is gone when it has been undone.</extracomment>
        <translation>„{}“ ist schon da</translation>
    </message>
    <message>
        <source>&apos;{}&apos; could not be moved: {}.</source>
        <translation>„{}“ konnte nicht verschoben werden: {}.</translation>
    </message>
    <message>
        <source>Check that no other program has it open, then try again.</source>
        <translation>Prüfen, ob ein anderes Programm die Datei geöffnet hat, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>Preview, not trained yet</source>
        <translation>Vorschau, noch nicht trainiert</translation>
    </message>
    <message>
        <source>This run is copying the photo: the style is not being learned. Stop it, add more pictures of the style or raise “w_style” under Advanced, and train again.</source>
        <translation>Dieser Lauf kopiert das Foto: Der Stil wird nicht gelernt. Anhalten, mehr Stilbilder hinzufügen oder „w_style“ unter „Erweitert“ erhöhen und neu trainieren.</translation>
    </message>
    <message>
        <source>All styles have stopped improving: you can stop here.</source>
        <translation>Alle Stile werden nicht mehr besser: Hier kann Schluss sein.</translation>
    </message>
    <message>
        <source>{} has stopped improving; the other styles have not.</source>
        <translation>{} wird nicht mehr besser; die anderen Stile schon.</translation>
    </message>
    <message>
        <source>{style} has {share} % of its look on test photos.</source>
        <translation>{style} hat auf Testfotos {share} % seines Aussehens.</translation>
    </message>
    <message>
        <source>Learning: {}</source>
        <translation>Lernt: {}</translation>
    </message>
    <message>
        <source>Ended by itself: the pictures have stopped improving. For more, raise the strength.</source>
        <translation>Von selbst beendet: Die Bilder werden nicht mehr besser. Für mehr die Stärke erhöhen.</translation>
    </message>
    <message>
        <source>Done after {} min. Train longer for finer texture.</source>
        <translation>Fertig nach {} min. Länger trainieren ergibt feinere Textur.</translation>
    </message>
    <message>
        <source>Warming up: the first curves say little.</source>
        <translation>Anlauf: Die ersten Kurven sagen wenig.</translation>
    </message>
    <message>
        <source>Learning: the loss is falling.</source>
        <translation>Lernt: Der Verlust sinkt.</translation>
    </message>
    <message>
        <source>Learning has begun.</source>
        <translation>Das Lernen hat begonnen.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>What happened and what to do next</source>
        <translation>Was geschehen ist und was zu tun ist</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Show the technical details</source>
        <translation>Die technischen Details zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the technical details</source>
        <translation>Die technischen Details kopieren</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>{} is a project. Drop it below the cards: each of its styles becomes a style here.</source>
        <translation>{} ist ein Projekt. Unter den Karten ablegen: Jeder seiner Stile wird hier ein Stil.</translation>
    </message>
    <message>
        <source>{} lies beside the folders of styles. Put it into one of them.</source>
        <translation>{} liegt neben den Stilordnern. In einen davon legen.</translation>
    </message>
    <message>
        <source>{} holds no pictures, so it is no style. Put at least one picture into it.</source>
        <translation>{} enthält keine Bilder, ist also kein Stil. Mindestens ein Bild hineinlegen.</translation>
    </message>
    <message>
        <source>{} holds trained models, not pictures of a style. Open a model with “Open style file”.</source>
        <translation>{} enthält trainierte Modelle, keine Stilbilder. Ein Modell mit „Stildatei öffnen“ öffnen.</translation>
    </message>
    <message>
        <source>The picture is too small: {} pixels, at least {} are needed. Copy a larger one.</source>
        <translation>Das Bild ist zu klein: {} Pixel, mindestens {} sind nötig. Ein größeres kopieren.</translation>
    </message>
    <message>
        <source>The picture from the clipboard could not be saved.</source>
        <translation>Das Bild aus der Zwischenablage konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Check that the disk has space.</source>
        <translation>Prüfen, ob der Datenträger Platz hat.</translation>
    </message>
    <message>
        <source>Nothing can be copied into the project: {}.</source>
        <translation>Ins Projekt kann nichts kopiert werden: {}.</translation>
    </message>
    <message>
        <source>Check that its folder is there and that its disk has space.</source>
        <translation>Prüfen, ob der Ordner da ist und der Datenträger Platz hat.</translation>
    </message>
    <message>
        <source>{} is the same picture as {}.</source>
        <translation>{} ist dasselbe Bild wie {}.</translation>
    </message>
    <message>
        <source>{} cannot be copied: {}. Check that the disk has space.</source>
        <translation>{} kann nicht kopiert werden: {}. Prüfen, ob der Datenträger Platz hat.</translation>
    </message>
    <message>
        <source>{} is damaged: the end of the file is missing.</source>
        <translation>{} ist beschädigt: Das Ende der Datei fehlt.</translation>
    </message>
    <message>
        <source>{} does not exist.</source>
        <translation>{} gibt es nicht.</translation>
    </message>
    <message>
        <source>{} cannot be opened: {}.</source>
        <translation>{} kann nicht geöffnet werden: {}.</translation>
    </message>
    <message>
        <source>the end of the file is missing</source>
        <translation>das Ende der Datei fehlt</translation>
    </message>
    <message>
        <source>The sample could not be drawn: {}.</source>
        <translation>Das Beispiel konnte nicht gezeichnet werden: {}.</translation>
    </message>
    <message>
        <source>Free some space, then try it again.</source>
        <translation>Platz schaffen, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>The trained model of this export is gone.</source>
        <extracomment>Work on one picture, which says how far it is.</extracomment>
        <translation>Das trainierte Modell dieses Exports ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Train the style again, then add the pictures anew.</source>
        <translation>Den Stil erneut trainieren, dann die Bilder neu hinzufügen.</translation>
    </message>
    <message>
        <source>The trained model is untouched.</source>
        <translation>Das trainierte Modell ist unberührt.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>A project for “{}” cannot be made: {}.</source>
        <translation>Ein Projekt für „{}“ kann nicht angelegt werden: {}.</translation>
    </message>
    <message>
        <source>The style file is untouched.</source>
        <translation>Die Stildatei ist unberührt.</translation>
    </message>
    <message>
        <source>“{}” is not a file.</source>
        <translation>„{}“ ist keine Datei.</translation>
    </message>
    <message>
        <source>“{}” is far larger than any style file.</source>
        <translation>„{}“ ist viel größer als jede Stildatei.</translation>
    </message>
    <message>
        <source>The project “{}” cannot be made: {}.</source>
        <translation>Das Projekt „{}“ kann nicht angelegt werden: {}.</translation>
    </message>
    <message>
        <source>Open the style file again.</source>
        <translation>Die Stildatei erneut öffnen.</translation>
    </message>
    <message>
        <source>the header is too long</source>
        <translation>der Kopf ist zu lang</translation>
    </message>
    <message>
        <source>Ask for the file again; it may have been damaged on its way.</source>
        <translation>Die Datei neu anfordern; sie kann unterwegs beschädigt worden sein.</translation>
    </message>
    <message>
        <source>The refined picture could not be kept: {}.</source>
        <extracomment>Steps between two pictures on the way: the first one is to come soon.</extracomment>
        <translation>Das verfeinerte Bild konnte nicht behalten werden: {}.</translation>
    </message>
    <message>
        <source>Free some space, then refine it again.</source>
        <translation>Platz schaffen, dann erneut verfeinern.</translation>
    </message>
    <message>
        <source>The mask is damaged.</source>
        <extracomment>1 is the style as learned; further than this strokes bury the photo. Steps by the names that the window gives them. What the same names meant in projects of earlier versions, all from the network&apos;s picture.</extracomment>
        <translation>Die Maske ist beschädigt.</translation>
    </message>
    <message>
        <source>Paint it anew.</source>
        <translation>Sie neu malen.</translation>
    </message>
    <message>
        <source>Divider at {:.0f} %</source>
        <translation>Trennlinie bei {:.0f} %</translation>
    </message>
    <message>
        <source>Zoom {:.0f} %</source>
        <translation>Zoom {:.0f} %</translation>
    </message>
    <message>
        <source>At the left: {}</source>
        <translation>Links: {}</translation>
    </message>
    <message>
        <source>At the right: {}</source>
        <translation>Rechts: {}</translation>
    </message>
    <message>
        <source>Shown: {}</source>
        <translation>Zu sehen: {}</translation>
    </message>
    <message>
        <source>F1 lists the keys</source>
        <translation>F1 zeigt die Tasten</translation>
    </message>
    <message>
        <source>{:g} min</source>
        <translation>{:g} min</translation>
    </message>
    <message>
        <source>brush size {} %</source>
        <translation>Pinselgröße {} %</translation>
    </message>
    <message>
        <source>advanced settings: {}</source>
        <translation>erweiterte Einstellungen: {}</translation>
    </message>
    <message>
        <source>{style}: style {gain:.2f}, colour {colour:.2f}, content {content:.2f}</source>
        <translation>{style}: Stil {gain:.2f}, Farbe {colour:.2f}, Inhalt {content:.2f}</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>strength {:g}</source>
        <extracomment>Longer side of a picture of the sheet, in pixels. What can stand along a side; the first four are fields of a look. More values than these are not chosen by themselves.</extracomment>
        <translation>Stärke {:g}</translation>
    </message>
    <message>
        <source>colours {:g}</source>
        <translation>Farben {:g}</translation>
    </message>
    <message>
        <source>seed {}</source>
        <translation>Startwert {}</translation>
    </message>
    <message>
        <source>run {}</source>
        <translation>Durchlauf {}</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About LGT</source>
        <translation>Über LGT</translation>
    </message>
    <message>
        <source>Version {}</source>
        <translation>Version {}</translation>
    </message>
    <message>
        <source>LGT learns a picture style on your own machine and lets you steer it with one slider. Your pictures never leave this computer.</source>
        <translation>LGT lernt einen Bildstil auf dem eigenen Computer; ein Regler steuert ihn. Die Bilder verlassen diesen Computer nie.</translation>
    </message>
    <message>
        <source>MIT licence.</source>
        <translation>MIT-Lizenz.</translation>
    </message>
</context>
<context>
    <name>AdvancedDialog</name>
    <message>
        <source>Advanced training options</source>
        <translation>Erweiterte Optionen des Trainings</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Jump to a section</source>
        <translation>Zu einem Abschnitt springen</translation>
    </message>
    <message>
        <source>Search options</source>
        <translation>Optionen suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Show only options with these words</source>
        <translation>Nur Optionen mit diesen Wörtern zeigen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Every option back to its default</source>
        <translation>Jede Option auf ihren Standard</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Use these options</source>
        <translation>Diese Optionen verwenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Keep the options as they were</source>
        <translation>Die Optionen lassen, wie sie waren</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer or other words.</source>
        <translation>Nichts gefunden. Weniger oder andere Wörter versuchen.</translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n geändert</numerusform>
            <numerusform>%n geändert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AxisBox</name>
    <message>
        <source>Which setting</source>
        <translation>Welche Einstellung</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Tick what is to be drawn</source>
        <translation>Ankreuzen, was gezeichnet werden soll</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Drop photos or folders here. They are stylized one after another; your originals stay as they are.</source>
        <translation>Fotos oder Ordner hier ablegen. Sie werden nacheinander stilisiert; die Originale bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Skip pictures that are there already</source>
        <translation>Vorhandene Bilder überspringen</translation>
    </message>
    <message>
        <source>What will be stylized; Delete removes the selected from the list</source>
        <translation>Was stilisiert wird; Entf nimmt die ausgewählten aus der Liste</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Otherwise results that are there already are replaced</source>
        <translation>Sonst werden vorhandene Ergebnisse ersetzt</translation>
    </message>
    <message>
        <source>Skip what is done</source>
        <translation>Fertiges überspringen</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Fotos hinzufügen…</translation>
    </message>
    <message>
        <source>Choose photos to stylize</source>
        <translation>Fotos zum Stilisieren wählen</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Choose a folder; its sub-folders are read too</source>
        <translation>Einen Ordner wählen; Unterordner werden mitgelesen</translation>
    </message>
    <message>
        <source>Add all photos of the project</source>
        <translation>Alle Fotos des Projekts hinzufügen</translation>
    </message>
    <message>
        <source>Everything on the photos shelf</source>
        <translation>Alles aus der Fotoleiste</translation>
    </message>
    <message>
        <source>Pictures done, of all in the list</source>
        <translation>Fertige Bilder, von allen in der Liste</translation>
    </message>
    <message>
        <source>Progress of the batch</source>
        <translation>Fortschritt des Stapels</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Stylize what waits</source>
        <translation>Stilisieren, was wartet</translation>
    </message>
    <message>
        <source>Retry failed</source>
        <translation>Gescheiterte erneut</translation>
    </message>
    <message>
        <source>Try again what failed</source>
        <translation>Gescheiterte noch einmal versuchen</translation>
    </message>
    <message>
        <source>Clear done</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>Take what is done out of the list</source>
        <translation>Fertige aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Put back what was taken out of the list</source>
        <translation>Zurückholen, was aus der Liste genommen wurde</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Show the results</source>
        <translation>Die Ergebnisse zeigen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message>
        <source>Stylize the pictures in a folder, and those that appear there later</source>
        <translation>Die Bilder eines Ordners stilisieren, auch später hinzukommende</translation>
    </message>
    <message>
        <source>Watch a folder…</source>
        <translation>Ordner beobachten…</translation>
    </message>
    <message>
        <source>New pictures</source>
        <translation>Neue Bilder</translation>
    </message>
    <message>
        <source>Add a style first; then add photos.</source>
        <translation>Zuerst einen Stil hinzufügen, dann Fotos.</translation>
    </message>
    <message>
        <source>No pictures were found there.</source>
        <translation>Dort wurden keine Bilder gefunden.</translation>
    </message>
    <message>
        <source>Photos to stylize</source>
        <translation>Fotos zum Stilisieren</translation>
    </message>
    <message>
        <source>Folder of photos to stylize</source>
        <translation>Ordner mit Fotos zum Stilisieren</translation>
    </message>
    <message>
        <source>Folder to watch</source>
        <translation>Zu beobachtender Ordner</translation>
    </message>
    <message>
        <source>Add a style first</source>
        <translation>Zuerst einen Stil hinzufügen</translation>
    </message>
    <message>
        <source>Stylize as “{}”</source>
        <translation>Als „{}“ stilisieren</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>working: {:.0f} %</source>
        <translation>in Arbeit: {:.0f} %</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>done in {:.1f} s</source>
        <translation>fertig in {:.1f} s</translation>
    </message>
    <message>
        <source>was there</source>
        <translation>war vorhanden</translation>
    </message>
    <message>
        <source>{} at strength {:.2f}, as in the preview. Photos that are in the list keep the look they were added with.</source>
        <translation>{} in Stärke {:.2f}, wie in der Vorschau. Fotos, die schon in der Liste sind, behalten ihr Aussehen.</translation>
    </message>
    <message>
        <source>{:.0f} % of the photo&apos;s colours are kept.</source>
        <translation>{:.0f} % der Farben des Fotos bleiben.</translation>
    </message>
    <message>
        <source>Each photo is made with its own mask, if it has one.</source>
        <translation>Jedes Foto wird mit seiner eigenen Maske gemacht, wenn es eine hat.</translation>
    </message>
    <message>
        <source>The style is not trained yet: this is a preview of it.</source>
        <translation>Der Stil ist noch nicht trainiert: Dies ist eine Vorschau.</translation>
    </message>
    <message>
        <source>There is no style yet.</source>
        <translation>Es gibt noch keinen Stil.</translation>
    </message>
    <message>
        <source>Pictures that appear in “{}” are stylized with what is chosen then.</source>
        <translation>Neue Bilder in „{}“ werden mit der dann gültigen Wahl stilisiert.</translation>
    </message>
    <message>
        <source>Pictures that appear in a folder can be stylized by themselves.</source>
        <translation>Neue Bilder in einem Ordner können von selbst stilisiert werden.</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>Nicht mehr beobachten</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>{:,} of {:,} done</source>
        <translation>{:,} von {:,} fertig</translation>
    </message>
    <message>
        <source>{:,} failed</source>
        <translation>{:,} gescheitert</translation>
    </message>
    <message>
        <source>about {} left</source>
        <translation>noch etwa {}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
</context>
<context>
    <name>BrushBar</name>
    <message>
        <source>Paint where the style is strong, weak or absent (B)</source>
        <translation>Malen, wo der Stil stark, schwach oder gar nicht wirkt (B)</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Arrows move the brush, Enter paints a dab, Shift and arrows a stroke; or use the mouse</source>
        <translation>Pfeiltasten bewegen den Pinsel, die Eingabetaste malt einen Tupfer, Umschalt und Pfeiltasten einen Strich; oder mit der Maus malen</translation>
    </message>
    <message>
        <source>Mask of the photo</source>
        <translation>Maske des Fotos</translation>
    </message>
    <message>
        <source>paint the mask</source>
        <translation>Maske malen</translation>
    </message>
    <message>
        <source>Strength of the brush</source>
        <translation>Stärke des Pinsels</translation>
    </message>
    <message>
        <source>How strong the style is where you paint: 0 % is the photo (keys 0 to 9)</source>
        <translation>Wie stark der Stil beim Malen wirkt: 0 % ist das Foto (Tasten 0 bis 9)</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>How wide it paints ([, ] or the wheel)</source>
        <translation>Wie breit er malt ([, ] oder Mausrad)</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Take paint away (E, or the right mouse button)</source>
        <translation>Farbe wegnehmen (E oder rechte Maustaste)</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Paint everything as strong as the brush (F)</source>
        <translation>Alles so stark wie den Pinsel malen (F)</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Strong where it was weak (I)</source>
        <translation>Stark, wo es schwach war (I)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take all paint away (C)</source>
        <translation>Alle Farbe wegnehmen (C)</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Leave the brush; the mask stays (B or Esc)</source>
        <translation>Pinsel verlassen; die Maske bleibt (B oder Esc)</translation>
    </message>
    <message>
        <source>Mask files</source>
        <translation>Maskendateien</translation>
    </message>
    <message>
        <source>Load or save the mask</source>
        <translation>Maske laden oder speichern</translation>
    </message>
    <message>
        <source>Load mask…</source>
        <translation>Maske laden…</translation>
    </message>
    <message>
        <source>Save mask…</source>
        <translation>Maske speichern…</translation>
    </message>
    <message>
        <source>Load a mask</source>
        <translation>Eine Maske laden</translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation>Die Maske speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>{:.0f} %</source>
        <translation>{:.0f} %</translation>
    </message>
</context>
<context>
    <name>BrushLayer</name>
    <message>
        <source>{:.0f} % across, {:.0f} % down</source>
        <extracomment>How far the tint hides what is below it where the mask is black. From the middle to the rim: how much a dab covers.</extracomment>
        <translation>{:.0f} % von links, {:.0f} % von oben</translation>
    </message>
    <message>
        <source>strength {:.0f} %</source>
        <translation>Stärke {:.0f} %</translation>
    </message>
    <message>
        <source>eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Brush: {}, size {:.0f} %</source>
        <translation>Pinsel: {}, Größe {:.0f} %</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Training is running</source>
        <translation>Training läuft</translation>
    </message>
    <message>
        <source>Training is still running. Save it and quit?</source>
        <translation>Das Training läuft noch. Speichern und beenden?</translation>
    </message>
    <message>
        <source>You can resume later.</source>
        <translation>Es kann später fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Save and quit</source>
        <translation>Speichern und beenden</translation>
    </message>
    <message>
        <source>Keep training</source>
        <translation>Weiter trainieren</translation>
    </message>
</context>
<context>
    <name>ColourControl</name>
    <message>
        <source>style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Whose colours: 0 those of the style, 1 those of the photo</source>
        <translation>Wessen Farben: 0 die des Stils, 1 die des Fotos</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Colour as a number</source>
        <translation>Farbe als Zahl</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <extracomment>The name of an entry counts more than the menu that it is in.</extracomment>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>A few letters of a menu entry; Return does what is marked</source>
        <translation>Einige Buchstaben eines Menüeintrags; die Eingabetaste führt den markierten aus</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Entries of the menus, the best match first</source>
        <translation>Einträge der Menüs, der passendste zuerst</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>What the curves mean</source>
        <translation>Was die Kurven bedeuten</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Curves of the training: drag to move, turn the wheel to zoom</source>
        <translation>Kurven des Trainings: ziehen verschiebt, das Rad vergrößert</translation>
    </message>
    <message>
        <source>Curves appear here while you train.</source>
        <translation>Während des Trainings erscheinen hier Kurven.</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>The total loss and each of its terms</source>
        <translation>Der gesamte Verlust und jeder seiner Teile</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>How much of each style has been learned (on test photos). A mere filter has 0 to 0.5, depending on the style: look at the pictures too</source>
        <translation>Wie viel von jedem Stil gelernt ist (an Testfotos). Ein bloßer Filter hat je nach Stil 0 bis 0.5: auch die Bilder ansehen</translation>
    </message>
    <message>
        <source>Which curves</source>
        <translation>Welche Kurven</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>Logarithmische Achse</translation>
    </message>
    <message>
        <source>Fit curves</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Show the whole curves again</source>
        <translation>Die Kurven wieder ganz zeigen</translation>
    </message>
    <message>
        <source>Save curves…</source>
        <translation>Kurven speichern…</translation>
    </message>
    <message>
        <source>Save the curves as a table or picture</source>
        <translation>Die Kurven als Tabelle oder Bild speichern</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabelle (CSV)…</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>Bild (PNG)…</translation>
    </message>
    <message>
        <source>Getting the pictures ready…</source>
        <translation>Die Bilder werden vorbereitet…</translation>
    </message>
    <message>
        <source>The first measurement comes soon.</source>
        <translation>Die erste Messung kommt bald.</translation>
    </message>
    <message>
        <source>Show or hide “{}”</source>
        <translation>„{}“ zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Save the curves</source>
        <translation>Die Kurven speichern</translation>
    </message>
    <message>
        <source>{} could not be written: {}</source>
        <translation>{} konnte nicht geschrieben werden: {}</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} gespeichert</translation>
    </message>
</context>
<context>
    <name>DatasetChecker</name>
    <message>
        <source>No pictures yet: drop some onto this card.</source>
        <extracomment>Pictures with a shorter side below this have less detail than a training crop.</extracomment>
        <translation>Noch keine Bilder: welche auf dieser Karte ablegen.</translation>
    </message>
    <message>
        <source>Look at {}</source>
        <translation>{} ansehen</translation>
    </message>
    <message>
        <source>Unbalanced: {} pictures, the other styles have about {}.</source>
        <translation>Unausgewogen: {} Bilder, die anderen Stile haben etwa {}.</translation>
    </message>
    <message>
        <source>Cannot be read: {}</source>
        <translation>Nicht lesbar: {}</translation>
    </message>
    <message>
        <source>Small: {} pixels, less than a training crop. Use a larger copy.</source>
        <translation>Klein: {} Pixel, weniger als ein Ausschnitt beim Training. Eine größere Kopie verwenden.</translation>
    </message>
    <message>
        <source>The same picture as “{}”. Remove one of them.</source>
        <translation>Dasselbe Bild wie „{}“. Eines davon entfernen.</translation>
    </message>
    <message>
        <source>Also in the style “{}”. The two styles would mix; keep it in one.</source>
        <translation>Auch im Stil „{}“. Die beiden Stile würden sich mischen; nur in einem behalten.</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>What a drop here would do</source>
        <translation>Was ein Ablegen hier bewirken würde</translation>
    </message>
</context>
<context>
    <name>ExploreDialog</name>
    <message>
        <source>Explore</source>
        <extracomment>Values along a side.</extracomment>
        <translation>Erkunden</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Click a picture to use its settings, or use arrows and Enter</source>
        <translation>Klicken Sie ein Bild an, um seine Einstellungen zu verwenden, oder nutzen Sie Pfeiltasten und Enter</translation>
    </message>
    <message>
        <source>Explore sheet</source>
        <translation>Übersichtsbogen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pictures drawn</source>
        <translation>Gezeichnete Bilder</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Save the sheet as one picture</source>
        <translation>Den Bogen als ein Bild speichern</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Put the sheet on the clipboard</source>
        <translation>Den Bogen in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>Wird gezeichnet…</translation>
    </message>
    <message>
        <source>No model can draw these together.</source>
        <translation>Kein Modell kann das zusammen zeichnen.</translation>
    </message>
    <message>
        <source>explore</source>
        <translation>erkunden</translation>
    </message>
    <message>
        <source>Save the sheet</source>
        <translation>Den Bogen speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.webp)</source>
        <translation>Bilder (*.png *.jpg *.webp)</translation>
    </message>
    <message>
        <source>“{}” could not be written: {}.</source>
        <translation>„{}“ konnte nicht geschrieben werden: {}.</translation>
    </message>
    <message>
        <source>Choose another folder or name.</source>
        <translation>Einen anderen Ordner oder Namen wählen.</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} gespeichert</translation>
    </message>
    <message>
        <source>Sheet copied.</source>
        <translation>Bogen kopiert.</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Not finished.</source>
        <translation>Nicht fertig.</translation>
    </message>
    <message>
        <source>Click a picture to use its settings.</source>
        <translation>Auf ein Bild klicken, um seine Einstellungen zu verwenden.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>Draw what is ticked</source>
        <translation>Zeichnen, was angekreuzt ist</translation>
    </message>
    <message>
        <source>Two different settings, and one to {n} values of each</source>
        <translation>Zwei verschiedene Einstellungen mit je 1 bis {n} Werten</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>ExportBar</name>
    <message>
        <source>Export…</source>
        <extracomment>Of a file, in characters: systems refuse 255 bytes and more.</extracomment>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Save this picture in full size (Ctrl+E)</source>
        <translation>Dieses Bild in voller Größe speichern (Strg+E)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Put this picture in full size on the clipboard</source>
        <translation>Dieses Bild in voller Größe in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Explore…</source>
        <translation>Erkunden…</translation>
    </message>
    <message>
        <source>All styles at several strengths, or any two settings, in one picture</source>
        <translation>Alle Stile in mehreren Stärken, oder zwei beliebige Einstellungen, in einem Bild</translation>
    </message>
    <message>
        <source>Batch…</source>
        <translation>Stapel…</translation>
    </message>
    <message>
        <source>Stylize many files and folders (Ctrl+Shift+E)</source>
        <translation>Viele Dateien und Ordner stilisieren (Strg+Umschalt+E)</translation>
    </message>
    <message>
        <source>Give your trained styles to a friend, or open theirs</source>
        <translation>Trainierte Stile weitergeben oder fremde öffnen</translation>
    </message>
    <message>
        <source>Style file</source>
        <translation>Stildatei</translation>
    </message>
    <message>
        <source>Style file  ▾</source>
        <translation>Stildatei  ▾</translation>
    </message>
    <message>
        <source>Save style file…</source>
        <translation>Stildatei speichern…</translation>
    </message>
    <message>
        <source>Open style file…</source>
        <translation>Stildatei öffnen…</translation>
    </message>
    <message>
        <source>Making the picture in full size…</source>
        <translation>Das Bild wird in voller Größe erstellt…</translation>
    </message>
    <message>
        <source>Style files (*.safetensors)</source>
        <translation>Stildateien (*.safetensors)</translation>
    </message>
    <message>
        <source>Save style file</source>
        <translation>Stildatei speichern</translation>
    </message>
    <message>
        <source>Open style file</source>
        <translation>Stildatei öffnen</translation>
    </message>
    <message>
        <source>Wait for refining, or cancel it: what is reached is kept.</source>
        <translation>Das Verfeinern abwarten oder abbrechen: Das Erreichte bleibt.</translation>
    </message>
    <message>
        <source>There is no stylized picture yet.</source>
        <translation>Es gibt noch kein stilisiertes Bild.</translation>
    </message>
    <message>
        <source>Choose a photo and train a style first.</source>
        <translation>Zuerst ein Foto wählen und einen Stil trainieren.</translation>
    </message>
    <message>
        <source>Batch ({})…</source>
        <translation>Stapel ({})…</translation>
    </message>
    <message>
        <source>“{}” was saved.</source>
        <translation>„{}“ wurde gespeichert.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>The project “{}” was made with the styles {}.</source>
        <translation>Das Projekt „{}“ mit den Stilen {} wurde angelegt.</translation>
    </message>
    <message>
        <source>File, Open project shows it whenever you like; this project is unchanged.</source>
        <translation>Datei, Projekt öffnen zeigt es jederzeit; dieses Projekt ist unverändert.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Picture copied ({}).</source>
        <translation>Bild kopiert ({}).</translation>
    </message>
    <message>
        <source>The picture could not be made.</source>
        <translation>Das Bild konnte nicht erstellt werden.</translation>
    </message>
    <message>
        <source>Try again with a smaller size, or copy the details.</source>
        <translation>Mit einer kleineren Größe versuchen oder die Details kopieren.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>Name of the file, without its ending</source>
        <translation>Name der Datei, ohne Endung</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Das Bild speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Schließen, ohne zu speichern</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>The clip is made by the network alone; cancelled, it ends early.</source>
        <translation>Der Clip entsteht allein durch das Netz; beim Abbrechen endet er früher.</translation>
    </message>
    <message>
        <source>The picture is saved as it is shown: {}.</source>
        <translation>Das Bild wird so gespeichert, wie es zu sehen ist: {}.</translation>
    </message>
    <message>
        <source>Folder for the picture</source>
        <translation>Ordner für das Bild</translation>
    </message>
    <message>
        <source>“{}” is there already and will be replaced.</source>
        <translation>„{}“ ist schon da und wird ersetzt.</translation>
    </message>
    <message>
        <source>Will be saved as “{}”.</source>
        <translation>Wird als „{}“ gespeichert.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>ExportOptions</name>
    <message>
        <source>Whole clip</source>
        <translation>Ganzer Clip</translation>
    </message>
    <message>
        <source>All frames of a photo that moves, without flicker; else its first one</source>
        <translation>Alle Bilder eines bewegten Fotos, ohne Flimmern; sonst nur das erste</translation>
    </message>
    <message>
        <source>How whole clips are written</source>
        <translation>In welchem Format ganze Clips gespeichert werden</translation>
    </message>
    <message>
        <source>Kind of clip</source>
        <translation>Art des Clips</translation>
    </message>
    <message>
        <source>Animated PNG</source>
        <translation>Animiertes PNG</translation>
    </message>
    <message>
        <source>Without any loss; large files</source>
        <translation>Ohne jeden Verlust; große Dateien</translation>
    </message>
    <message>
        <source>Small files that every program opens</source>
        <translation>Kleine Dateien, die jedes Programm öffnet</translation>
    </message>
    <message>
        <source>The smallest files; keeps transparency</source>
        <translation>Die kleinsten Dateien; behält Transparenz</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Photo and result as layers, for Krita and GIMP</source>
        <translation>Foto und Ergebnis als Ebenen, für Krita und GIMP</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>92 is hard to tell from the original; less makes smaller files</source>
        <translation>92 ist vom Original kaum zu unterscheiden; weniger macht kleinere Dateien</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>The photo&apos;s own size, or at most so many pixels a side</source>
        <translation>Die Größe des Fotos oder höchstens so viele Pixel je Seite</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>Wie das Foto</translation>
    </message>
    <message>
        <source>At most {} px</source>
        <translation>Höchstens {} px</translation>
    </message>
    <message>
        <source>Keep photo metadata and add LGT settings</source>
        <translation>Metadaten des Fotos behalten, LGT-Einstellungen zufügen</translation>
    </message>
    <message>
        <source>Written into the file; clear it to share the picture without them</source>
        <translation>Stehen in der Datei; zum Weitergeben ohne sie abwählen</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
</context>
<context>
    <name>ExportProgress</name>
    <message>
        <source>Export</source>
        <extracomment>Small pictures are done before anybody could read about them.</extracomment>
        <translation>Export</translation>
    </message>
    <message>
        <source>The picture that is being made</source>
        <translation>Das Bild, das gerade erstellt wird</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Share that is made</source>
        <translation>Fertiger Anteil</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Give it up; of a clip, what is done is kept</source>
        <translation>Abbrechen; von einem Clip bleibt, was fertig ist</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>In Arbeit…</translation>
    </message>
    <message>
        <source>Picture: {} left</source>
        <translation>Bild: noch {}</translation>
    </message>
</context>
<context>
    <name>ExportQueue</name>
    <message>
        <source>The batch could not be saved: {}.</source>
        <translation>Der Stapel konnte nicht gespeichert werden: {}.</translation>
    </message>
    <message>
        <source>The pictures that are done are on the disk.</source>
        <translation>Die fertigen Bilder liegen auf dem Datenträger.</translation>
    </message>
    <message>
        <source>Free some space; the list is kept until LGT closes.</source>
        <translation>Platz schaffen; die Liste bleibt, bis LGT geschlossen wird.</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>FilmPanel</name>
    <message>
        <source>The same photo as training went on: drag to scrub</source>
        <translation>Dasselbe Foto im Lauf des Trainings: ziehen zum Blättern</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>Film</translation>
    </message>
    <message>
        <source>Save GIF…</source>
        <translation>GIF speichern…</translation>
    </message>
    <message>
        <source>Save the film as a moving picture</source>
        <translation>Den Film als bewegtes Bild speichern</translation>
    </message>
    <message>
        <source>Film of the run</source>
        <translation>Film des Laufs</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>Den Film speichern</translation>
    </message>
    <message>
        <source>Moving picture (*.gif)</source>
        <translation>Bewegtes Bild (*.gif)</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Pictures being added</source>
        <translation>Bilder werden hinzugefügt</translation>
    </message>
    <message>
        <source>How many of the pictures are copied</source>
        <translation>Wie viele der Bilder kopiert sind</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop adding; nothing is kept</source>
        <translation>Nicht weiter hinzufügen; nichts wird behalten</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>{} found so far…</source>
        <translation>{} bisher gefunden…</translation>
    </message>
    <message>
        <source>{:,} of {:,}: {}</source>
        <translation>{:,} von {:,}: {}</translation>
    </message>
    <message>
        <source>{} added, {} left out.</source>
        <translation>{} hinzugefügt, {} ausgelassen.</translation>
    </message>
    <message>
        <source>Nothing was added: {} left out.</source>
        <translation>Nichts hinzugefügt: {} ausgelassen.</translation>
    </message>
    <message>
        <source>Details lists each with its reason.</source>
        <translation>Unter „Details“ steht zu jedem der Grund.</translation>
    </message>
    <message>
        <source>The pictures could not be added.</source>
        <translation>Die Bilder konnten nicht hinzugefügt werden.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try fewer pictures at once, or copy the details.</source>
        <translation>Nichts wurde geändert. Weniger Bilder auf einmal nehmen oder die Details kopieren.</translation>
    </message>
    <message>
        <source>“{}” was deleted.</source>
        <translation>„{}“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>{} deleted.</source>
        <translation>{} gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>LogDialog</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has gone wrong so far.</source>
        <translation>Bisher ist nichts schiefgegangen.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>Das Protokoll kopieren</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Learn a picture style and steer it</source>
        <extracomment>At most so many pixels does a system put around a window, besides its title.</extracomment>
        <translation>Einen Bildstil lernen und steuern</translation>
    </message>
</context>
<context>
    <name>MarkedSlider</name>
    <message>
        <source>{}, between {} and {}</source>
        <extracomment>Least distance of two words.</extracomment>
        <translation>{}, zwischen {} und {}</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>fill the mask</source>
        <translation>Maske füllen</translation>
    </message>
    <message>
        <source>invert the mask</source>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>clear the mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>load a mask</source>
        <translation>Maske laden</translation>
    </message>
    <message>
        <source>The mask was not saved: {}.</source>
        <translation>Die Maske wurde nicht gespeichert: {}.</translation>
    </message>
    <message>
        <source>It holds as long as this photo is in view.</source>
        <translation>Sie gilt, solange dieses Foto zu sehen ist.</translation>
    </message>
    <message>
        <source>Check that the disk has space and the folder may be written.</source>
        <translation>Prüfen, ob der Datenträger Platz hat und der Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>There is no photo to paint on.</source>
        <translation>Es gibt kein Foto zum Bemalen.</translation>
    </message>
    <message>
        <source>Choose one first.</source>
        <translation>Zuerst eines auswählen.</translation>
    </message>
    <message>
        <source>The mask of “{}” is damaged.</source>
        <translation>Die Maske von „{}“ ist beschädigt.</translation>
    </message>
    <message>
        <source>The photo is shown without it; paint it anew.</source>
        <translation>Das Foto wird ohne sie gezeigt; neu malen.</translation>
    </message>
</context>
<context>
    <name>MissingProjectWatch</name>
    <message>
        <source>The folder of “{}” is not there any more.</source>
        <translation>Der Ordner von „{}“ ist nicht mehr da.</translation>
    </message>
    <message>
        <source>It was renamed or moved, or its drive is gone. Everything you see is kept, and nothing is written elsewhere. LGT goes on when the folder is back at {}.</source>
        <translation>Er wurde umbenannt oder verschoben, oder sein Laufwerk fehlt. Alles Sichtbare bleibt, und nirgendwo sonst wird geschrieben. LGT macht weiter, sobald der Ordner wieder unter {} liegt.</translation>
    </message>
    <message>
        <source>The training waits until then.</source>
        <translation>Das Training wartet so lange.</translation>
    </message>
    <message>
        <source>Find it…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Where is the project now?</source>
        <translation>Wo ist das Projekt jetzt?</translation>
    </message>
</context>
<context>
    <name>OptionRow</name>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zum Standard</translation>
    </message>
    <message>
        <source>Reset {}</source>
        <translation>{} zurücksetzen</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
</context>
<context>
    <name>PictureShelf</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Used for training, and these are the ones you stylize</source>
        <translation>Für das Training, und diese werden stilisiert</translation>
    </message>
    <message>
        <source>Style pictures</source>
        <translation>Stilbilder</translation>
    </message>
    <message>
        <source>What the style is learned from; Delete removes the selected</source>
        <translation>Daraus wird der Stil gelernt; Entf entfernt die ausgewählten</translation>
    </message>
    <message>
        <source>‹ Styles</source>
        <translation>‹ Stile</translation>
    </message>
    <message>
        <source>Back to all styles (Esc)</source>
        <translation>Zurück zu allen Stilen (Esc)</translation>
    </message>
    <message>
        <source>Choose photos for training and to stylize (Ctrl+O)</source>
        <translation>Fotos zum Trainieren und Stilisieren wählen (Strg+O)</translation>
    </message>
    <message>
        <source>Choose style pictures</source>
        <translation>Stilbilder wählen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Select the pictures with a remark</source>
        <translation>Die Bilder mit einer Anmerkung auswählen</translation>
    </message>
    <message>
        <source>Drop photos here. Used for training, and these are the ones you stylize.</source>
        <translation>Fotos hier ablegen. Sie dienen dem Training und werden stilisiert.</translation>
    </message>
    <message>
        <source>Drop style pictures here: paintings, drawings, textures. One is enough; five or more are better.</source>
        <translation>Stilbilder hier ablegen: Gemälde, Zeichnungen, Texturen. Eines genügt; fünf oder mehr sind besser.</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>unlesbar</translation>
    </message>
    <message>
        <source>small</source>
        <translation>klein</translation>
    </message>
    <message>
        <source>double</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>in two styles</source>
        <translation>in zwei Stilen</translation>
    </message>
    <message>
        <source>Worth a look: {}</source>
        <translation>Bitte ansehen: {}</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Add style pictures</source>
        <translation>Stilbilder hinzufügen</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Delete {}</source>
        <translation>{} löschen</translation>
    </message>
</context>
<context>
    <name>PictureStrip</name>
    <message>
        <source>none chosen</source>
        <extracomment>Room for a caption under each picture.</extracomment>
        <translation>keines gewählt</translation>
    </message>
    <message>
        <source>{}, picture {} of {}</source>
        <translation>{}, Bild {} von {}</translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Preview this photo</source>
        <translation>Dieses Foto ansehen</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>Vorheriges Foto</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>Nächstes Foto</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Preview any photo</source>
        <translation>Ein beliebiges Foto ansehen</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Drag the line between photo and result</source>
        <translation>Die Linie zwischen Foto und Ergebnis ziehen</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Photo and result beside each other</source>
        <translation>Foto und Ergebnis nebeneinander</translation>
    </message>
    <message>
        <source>Flicker: both in turns; Space or ← → hold one</source>
        <translation>Wechsel: beide abwechselnd; Leertaste oder ← → hält eines fest</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Only the result; hold Space for the photo</source>
        <translation>Nur das Ergebnis; Leertaste halten zeigt das Foto</translation>
    </message>
    <message>
        <source>How to compare</source>
        <translation>Art des Vergleichs</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>Fit (Ctrl+0) or 100 % (Ctrl+1)</source>
        <translation>Einpassen (Strg+0) oder 100 % (Strg+1)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Which learned style</source>
        <translation>Welcher gelernte Stil</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>A second style to blend in</source>
        <translation>Ein zweiter Stil zum Mischen</translation>
    </message>
    <message>
        <source>Blend with</source>
        <translation>Mischen mit</translation>
    </message>
    <message>
        <source>Share of the second style</source>
        <translation>Anteil des zweiten Stils</translation>
    </message>
    <message>
        <source>Blend share</source>
        <translation>Anteil der Mischung</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>exaggerated</source>
        <translation>extrem</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>How strong the style is: 0 is the photo, 1 is normal, 1.5 is full, 2 is exaggerated</source>
        <translation>Wie stark der Stil ist: 0 ist das Foto, 1 normal, 1.5 voll, 2 extrem</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strength as a number</source>
        <translation>Stärke als Zahl</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>Quality steps: more = finer but slower</source>
        <translation>Schritte für die Qualität: mehr = feiner, aber langsamer</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>A different number gives a different variation</source>
        <translation>Eine andere Zahl ergibt eine andere Variante</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Five strengths side by side: click one to use it</source>
        <translation>Fünf Stärken nebeneinander: Klick übernimmt</translation>
    </message>
    <message>
        <source>Strengths</source>
        <translation>Stärken</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Preview a photo</source>
        <translation>Ein Foto ansehen</translation>
    </message>
    <message>
        <source>No photo yet</source>
        <translation>Noch kein Foto</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Drop a photo here to see it in your style</source>
        <translation>Ein Foto hier ablegen, um es im gewählten Stil zu sehen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Looking at the style pictures…</source>
        <translation>Stilbilder werden angesehen…</translation>
    </message>
    <message>
        <source>Add style pictures to see this photo in their style</source>
        <translation>Stilbilder hinzufügen, um dieses Foto in ihrem Stil zu sehen</translation>
    </message>
    <message>
        <source>, colours {:.2f}</source>
        <translation>, Farben {:.2f}</translation>
    </message>
    <message>
        <source>, masked</source>
        <translation>, maskiert</translation>
    </message>
    <message>
        <source>{}, being refined</source>
        <translation>{}, wird verfeinert</translation>
    </message>
    <message>
        <source>Step {:,}</source>
        <translation>Schritt {:,}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>{} %</source>
        <translation>{} %</translation>
    </message>
    <message>
        <source>{:.0f} %</source>
        <translation>{:.0f} %</translation>
    </message>
</context>
<context>
    <name>Project</name>
    <message>
        <source>add pictures</source>
        <extracomment>The collection of photos, wherever a style&apos;s name may stand. The backup that was opened because ``project.json`` was damaged or lost. Whether the folder was there when it was last looked at.</extracomment>
        <translation>(Bilder hinzufügen)</translation>
    </message>
    <message>
        <source>add style “{}”</source>
        <translation>(Stil „{}“ hinzufügen)</translation>
    </message>
    <message>
        <source>rename “{}”</source>
        <translation>(„{}“ umbenennen)</translation>
    </message>
    <message>
        <source>delete style “{}”</source>
        <translation>(Stil „{}“ löschen)</translation>
    </message>
    <message numerus="yes">
        <source>delete %n picture(s)</source>
        <translation>
            <numerusform>(%n Bild löschen)</numerusform>
            <numerusform>(%n Bilder löschen)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message>
        <source>Checking hardware…</source>
        <translation>Hardware wird geprüft…</translation>
    </message>
    <message>
        <source>My styles</source>
        <translation>Meine Stile</translation>
    </message>
    <message>
        <source>Opening “{}”…</source>
        <translation>„{}“ wird geöffnet…</translation>
    </message>
    <message>
        <source>A training is running.</source>
        <translation>Ein Training läuft.</translation>
    </message>
    <message>
        <source>Stop it before you open another project.</source>
        <translation>Es anhalten, bevor ein anderes Projekt geöffnet wird.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The project was found at {}.</source>
        <translation>Das Projekt wurde unter {} gefunden.</translation>
    </message>
    <message>
        <source>The project&apos;s folder is back.</source>
        <translation>Der Ordner des Projekts ist wieder da.</translation>
    </message>
    <message>
        <source>Saved {}; it holds no picture.</source>
        <translation>{} gespeichert; enthält kein Bild.</translation>
    </message>
</context>
<context>
    <name>ProjectView</name>
    <message>
        <source>There is no result to compare with yet.</source>
        <translation>Es gibt noch kein Ergebnis zum Vergleichen.</translation>
    </message>
    <message>
        <source>Compare with a picture</source>
        <translation>Mit einem Bild vergleichen</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} gespeichert</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>Die Zwischenablage enthält kein Bild.</translation>
    </message>
    <message>
        <source>Nothing is selected: click a photo or a style first.</source>
        <translation>Nichts ausgewählt: zuerst ein Foto oder einen Stil anklicken.</translation>
    </message>
    <message>
        <source>Train a style first.</source>
        <translation>Zuerst einen Stil trainieren.</translation>
    </message>
</context>
<context>
    <name>Readiness</name>
    <message>
        <source>The engine is missing</source>
        <translation>Das Rechenwerk fehlt</translation>
    </message>
    <message>
        <source>Checking hardware…</source>
        <translation>Hardware wird geprüft…</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
</context>
<context>
    <name>RefineButtons</name>
    <message>
        <source>Refine</source>
        <translation>Verfeinern</translation>
    </message>
    <message>
        <source>How many steps, where to start, and whether by itself</source>
        <translation>Wie viele Schritte, von wo aus, und ob von selbst</translation>
    </message>
    <message>
        <source>How to refine</source>
        <translation>Wie verfeinert wird</translation>
    </message>
    <message>
        <source>Start from the network&apos;s picture</source>
        <translation>Vom Bild des Netzes ausgehen</translation>
    </message>
    <message>
        <source>Otherwise it starts from the photo, which gives clearer strokes</source>
        <translation>Sonst vom Foto aus, was klarere Striche ergibt</translation>
    </message>
    <message>
        <source>Refine by itself when nothing moves</source>
        <translation>Von selbst verfeinern, wenn sich nichts bewegt</translation>
    </message>
    <message>
        <source>Uses the processor while the picture is at rest; not on battery</source>
        <translation>Nutzt den Prozessor, solange das Bild ruht; nicht im Akkubetrieb</translation>
    </message>
    <message>
        <source>{}, about {}</source>
        <translation>{}, etwa {}</translation>
    </message>
    <message>
        <source>A picture is being refined.</source>
        <translation>Ein Bild wird verfeinert.</translation>
    </message>
    <message>
        <source>Make the best picture of this photo in this style: slower, finer than the network&apos;s. {} (Ctrl+R)</source>
        <translation>Das beste Bild dieses Fotos in diesem Stil: langsamer, feiner als das des Netzes. {} (Strg+R)</translation>
    </message>
</context>
<context>
    <name>RefineNote</name>
    <message>
        <source>Refining</source>
        <translation>Verfeinern</translation>
    </message>
    <message>
        <source>How far the picture is</source>
        <translation>Wie weit das Bild ist</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Steps that are done</source>
        <translation>Fertige Schritte</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop here; what is reached is kept (Ctrl+R)</source>
        <translation>Hier anhalten; das Erreichte bleibt (Strg+R)</translation>
    </message>
    <message>
        <source>Show the refined one</source>
        <translation>Verfeinertes zeigen</translation>
    </message>
    <message>
        <source>It is kept for this photo and look</source>
        <translation>Es wird für dieses Foto und Aussehen behalten</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>Hält nach diesem Schritt an…</translation>
    </message>
    <message>
        <source>Refining: getting ready…</source>
        <translation>Verfeinern: wird vorbereitet…</translation>
    </message>
    <message>
        <source>Refining: step {} of {}</source>
        <translation>Verfeinern: Schritt {} von {}</translation>
    </message>
    <message>
        <source>{}, about {} left</source>
        <translation>{}, noch etwa {}</translation>
    </message>
    <message>
        <source>Back to the network&apos;s picture</source>
        <translation>Zurück zum Bild des Netzes</translation>
    </message>
    <message>
        <source>The refined picture is kept</source>
        <translation>Das verfeinerte Bild bleibt erhalten</translation>
    </message>
    <message>
        <source>The network&apos;s picture</source>
        <translation>Das Bild des Netzes</translation>
    </message>
</context>
<context>
    <name>RefineSwitch</name>
    <message>
        <source>Refine (slower, best)</source>
        <translation>Verfeinern (langsamer, am besten)</translation>
    </message>
    <message>
        <source>Work on each picture as the Refine button does</source>
        <translation>An jedem Bild arbeiten wie die Schaltfläche „Verfeinern“</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>Verfeinern</translation>
    </message>
    <message>
        <source>More steps take longer and come closer to the style</source>
        <translation>Mehr Schritte dauern länger und kommen dem Stil näher</translation>
    </message>
    <message>
        <source>Steps of refining</source>
        <translation>Schritte beim Verfeinern</translation>
    </message>
    <message>
        <source>On a computer without a graphics card a picture takes half a minute or more. The time left is shown once the first steps are done.</source>
        <translation>Ohne Grafikkarte braucht ein Bild eine halbe Minute oder mehr. Die Restzeit erscheint nach den ersten Schritten.</translation>
    </message>
    <message>
        <source>About {} a picture, as measured last on this computer.</source>
        <translation>Etwa {} je Bild, wie zuletzt auf diesem Computer gemessen.</translation>
    </message>
    <message>
        <source>{} for the {} that wait.</source>
        <translation>{} für die wartenden {}.</translation>
    </message>
</context>
<context>
    <name>Refining</name>
    <message>
        <source>Choose a photo first.</source>
        <extracomment>So many pictures that were refined by themselves are kept while a project is open. The newest progress; None before the first. Seconds a step took last; None before any.</extracomment>
        <translation>Zuerst ein Foto wählen.</translation>
    </message>
    <message>
        <source>Add a style with at least one picture first.</source>
        <translation>Zuerst einen Stil mit mindestens einem Bild hinzufügen.</translation>
    </message>
    <message>
        <source>Pause or stop the training first: its model changes all the time.</source>
        <translation>Zuerst das Training anhalten oder stoppen: Sein Modell ändert sich ständig.</translation>
    </message>
    <message>
        <source>This model is from an earlier LGT and does not hold what refining needs. Train its styles again; a quick training is enough.</source>
        <translation>Dieses Modell stammt von einem früheren LGT und enthält nicht, was das Verfeinern braucht. Die Stile neu trainieren; ein kurzes Training genügt.</translation>
    </message>
    <message>
        <source>show the refined picture</source>
        <translation>(verfeinertes Bild zeigen)</translation>
    </message>
    <message>
        <source>show the network&apos;s picture</source>
        <translation>(Bild des Netzes zeigen)</translation>
    </message>
    <message>
        <source>refine the picture</source>
        <translation>(Bild verfeinern)</translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>Add a style with at least one picture to train.</source>
        <translation>Zum Trainieren einen Stil mit mindestens einem Bild hinzufügen.</translation>
    </message>
    <message>
        <source>The style “{}” is gone, or has no pictures.</source>
        <translation>Der Stil „{}“ ist nicht mehr da oder hat keine Bilder.</translation>
    </message>
    <message>
        <source>Add pictures of it.</source>
        <translation>Bilder davon hinzufügen.</translation>
    </message>
    <message>
        <source>Drop a folder of pictures.</source>
        <translation>Einen Bilderordner ablegen.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Rechnen</translation>
    </message>
    <message>
        <source>When work is done</source>
        <translation>Wenn eine Arbeit fertig ist</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the settings</source>
        <translation>Die Einstellungen schließen</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>No stripes that move while LGT works, no fading menus</source>
        <translation>Keine wandernden Streifen, während LGT arbeitet, keine eingeblendeten Menüs</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Used from the next start of LGT on.</source>
        <translation>Gilt ab dem nächsten Start von LGT.</translation>
    </message>
    <message>
        <source>Choose the fastest</source>
        <translation>Das schnellste wählen</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (CUDA, ROCm)</source>
        <translation>NVIDIA- oder AMD-Karte (CUDA, ROCm)</translation>
    </message>
    <message>
        <source>Intel GPU (XPU)</source>
        <translation>Intel-GPU (XPU)</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple-GPU</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where to compute</source>
        <translation>Wo gerechnet wird</translation>
    </message>
    <message>
        <source>The preview follows the training</source>
        <translation>Die Vorschau folgt dem Training</translation>
    </message>
    <message>
        <source>Make the preview anew whenever the training has saved</source>
        <translation>Die Vorschau neu zeichnen, sobald das Training gespeichert hat</translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation>Gefunden: {}</translation>
    </message>
    <message>
        <source>A training, a batch or refining ended or failed, and another window is used</source>
        <translation>Training, Stapel oder Verfeinern ist fertig oder gescheitert, und ein anderes Fenster ist vorn</translation>
    </message>
    <message>
        <source>Show a notification</source>
        <translation>Eine Meldung zeigen</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>Einen Ton abspielen</translation>
    </message>
    <message>
        <source>While LGT is not in front:</source>
        <translation>Solange LGT nicht vorn ist:</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Zwischenspeicher</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Diesen Ordner öffnen</translation>
    </message>
    <message>
        <source>Open the folder of {}</source>
        <translation>Den Ordner öffnen: {}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Bildfläche</translation>
    </message>
</context>
<context>
    <name>SpokenSlider</name>
    <message>
        <source>{} %</source>
        <translation>{} %</translation>
    </message>
</context>
<context>
    <name>StyleCardModel</name>
    <message>
        <source>Double-click to see its pictures, F2 to rename</source>
        <translation>Doppelklick zeigt die Bilder, F2 benennt um</translation>
    </message>
</context>
<context>
    <name>StyleOfferDialog</name>
    <message>
        <source>Open style file</source>
        <translation>Stildatei öffnen</translation>
    </message>
    <message>
        <source>New project with these styles?</source>
        <translation>Neues Projekt mit diesen Stilen?</translation>
    </message>
    <message>
        <source>no sample</source>
        <translation>kein Beispiel</translation>
    </message>
    <message>
        <source>A new project with {}, {} as samples and a model of {:.1f} MB (codec {}, {:,} steps).</source>
        <translation>Ein neues Projekt mit {}, {} als Beispielen und einem Modell von {:.1f} MB (Codec {}, {:,} Schritte).</translation>
    </message>
    <message>
        <source>Checked: contains no program code. Your own projects stay as they are.</source>
        <translation>Geprüft: enthält keinen Programmcode. Die eigenen Projekte bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Make project</source>
        <translation>Projekt anlegen</translation>
    </message>
    <message>
        <source>Make a project of these styles</source>
        <translation>Ein Projekt aus diesen Stilen anlegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave no trace</source>
        <translation>Keine Spur hinterlassen</translation>
    </message>
</context>
<context>
    <name>StyleShelf</name>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>Drop a folder of pictures for a new style; double-click a card to open it</source>
        <translation>Einen Bilderordner für einen neuen Stil ablegen; Doppelklick auf eine Karte öffnet sie</translation>
    </message>
    <message>
        <source>Drop a folder of pictures here: it becomes a style named after it.</source>
        <translation>Einen Bilderordner hier ablegen: Er wird ein Stil mit seinem Namen.</translation>
    </message>
    <message>
        <source>Make an empty style and name it</source>
        <translation>Einen leeren Stil anlegen und benennen</translation>
    </message>
    <message>
        <source>New style</source>
        <translation>Neuer Stil</translation>
    </message>
    <message>
        <source>New style from files</source>
        <translation>Neuer Stil aus Dateien</translation>
    </message>
    <message>
        <source>Make a style from a folder or from pictures</source>
        <translation>Einen Stil aus einem Ordner oder aus Bildern machen</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>Aus einem Ordner…</translation>
    </message>
    <message>
        <source>From pictures…</source>
        <translation>Aus Bildern…</translation>
    </message>
    <message>
        <source>Folder of style pictures</source>
        <translation>Ordner mit Stilbildern</translation>
    </message>
    <message>
        <source>Style pictures of a new style</source>
        <translation>Stilbilder eines neuen Stils</translation>
    </message>
    <message>
        <source>New style from this picture</source>
        <translation>Neuer Stil aus diesem Bild</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>New style from a folder…</source>
        <translation>Neuer Stil aus einem Ordner…</translation>
    </message>
</context>
<context>
    <name>StyleStates</name>
    <message>
        <source>Training paused</source>
        <translation>Training angehalten</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Training…</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Gelernt</translation>
    </message>
    <message>
        <source>Training failed</source>
        <translation>Training gescheitert</translation>
    </message>
    <message>
        <source>Not trained yet</source>
        <translation>Noch nicht trainiert</translation>
    </message>
</context>
<context>
    <name>SuccessNote</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Was zuletzt getan wurde</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Begin anew; the last run is kept</source>
        <translation>Neu beginnen; der letzte Lauf bleibt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Save and stop; you can go on later</source>
        <translation>Speichern und anhalten; später geht es weiter</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>Dauer des Trainings</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>How long to train</source>
        <translation>Wie lange trainiert wird</translation>
    </message>
    <message>
        <source>Advanced…</source>
        <translation>Erweitert…</translation>
    </message>
    <message>
        <source>All options of the engine, each with an explanation</source>
        <translation>Alle Optionen der Engine, jede mit einer Erklärung (englisch)</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where LGT computes</source>
        <translation>Wo LGT rechnet</translation>
    </message>
    <message>
        <source>Memory that a training step needs</source>
        <translation>Speicher, den ein Trainingsschritt braucht</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Share of the run</source>
        <translation>Anteil des Laufs</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Time left and speed</source>
        <translation>Restzeit und Tempo</translation>
    </message>
    <message>
        <source>Training queue: several runs, one after another</source>
        <translation>Trainingsliste: mehrere Durchläufe nacheinander</translation>
    </message>
    <message>
        <source>Queue…</source>
        <translation>Liste…</translation>
    </message>
    <message>
        <source>Queue ({n})…</source>
        <translation>Liste ({n})…</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How large strokes are painted: 200 % looks at the style pictures twice as close, 50 % from twice as far. Applies to the next training.</source>
        <translation>Wie groß Pinselstriche werden: 200 % sieht die Stilbilder doppelt so nah, 50 % doppelt so weit. Gilt ab dem nächsten Training.</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to 100 %</source>
        <translation>Zurück auf 100 %</translation>
    </message>
    <message>
        <source>Reset brush size</source>
        <translation>Pinselgröße zurücksetzen</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>A first impression</source>
        <translation>Ein erster Eindruck</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>A style you can use</source>
        <translation>Ein brauchbarer Stil</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Am besten</translation>
    </message>
    <message>
        <source>As strong as it gets</source>
        <translation>So stark wie möglich</translation>
    </message>
    <message>
        <source>{what}: {n:.0f} minutes, fewer when it stops improving</source>
        <translation>{what}: {n:.0f} Minuten, weniger, wenn es nicht mehr besser wird</translation>
    </message>
    <message>
        <source>{}
{:.0f} min</source>
        <translation>{}
{:.0f} min</translation>
    </message>
    <message>
        <source>Custom
minutes</source>
        <translation>Eigene
Minuten</translation>
    </message>
    <message>
        <source>Choose the minutes yourself</source>
        <translation>Die Minuten selbst wählen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Train for</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on (Ctrl+Return)</source>
        <translation>Weiter (Strg+Return)</translation>
    </message>
    <message>
        <source>Pause (Ctrl+Return)</source>
        <translation>Anhalten (Strg+Return)</translation>
    </message>
    <message>
        <source>Advanced ({n})…</source>
        <translation>Erweitert ({n})…</translation>
    </message>
    <message>
        <source>Learn the styles (Ctrl+Return)</source>
        <translation>Die Stile lernen (Strg+Return)</translation>
    </message>
    <message>
        <source>Train 1 more minute</source>
        <translation>Noch 1 Minute trainieren</translation>
    </message>
    <message>
        <source>Train {} more minutes</source>
        <translation>Noch {} Minuten trainieren</translation>
    </message>
    <message>
        <source>Go on where the last run ended (Ctrl+Return)</source>
        <translation>Weiter, wo der letzte Lauf endete (Strg+Return)</translation>
    </message>
    <message>
        <source>Continue at step {}</source>
        <translation>Weiter ab Schritt {}</translation>
    </message>
    <message>
        <source>Go on where the last run stopped (Ctrl+Return)</source>
        <translation>Weiter, wo der letzte Lauf anhielt (Strg+Return)</translation>
    </message>
    <message>
        <source>The styles have changed since the last run: Train learns them all.</source>
        <translation>Die Stile haben sich seit dem letzten Lauf geändert: „Trainieren“ lernt alle neu.</translation>
    </message>
    <message>
        <source>Tip: a dozen of your own photos makes the result better.</source>
        <translation>Tipp: Ein Dutzend eigene Fotos verbessert das Ergebnis.</translation>
    </message>
    <message>
        <source>{}…</source>
        <translation>{}…</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Step {}</source>
        <translation>Schritt {}</translation>
    </message>
    <message>
        <source>Paused at step {}</source>
        <translation>Angehalten bei Schritt {}</translation>
    </message>
    <message>
        <source>Stopping and saving…</source>
        <translation>Wird angehalten und gespeichert…</translation>
    </message>
    <message>
        <source>Saved at step {}</source>
        <translation>Gespeichert bei Schritt {}</translation>
    </message>
    <message>
        <source>Training ended with a problem</source>
        <translation>Training endete mit einem Problem</translation>
    </message>
    <message>
        <source>Paused while getting ready</source>
        <translation>Bei der Vorbereitung angehalten</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>noch {}</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}: {}</translation>
    </message>
    <message>
        <source>{:.1f} steps/s</source>
        <translation>{:.1f} Schritte/s</translation>
    </message>
    <message>
        <source>Device: {}</source>
        <translation>Gerät: {}</translation>
    </message>
    <message>
        <source>Memory: {}, enough</source>
        <translation>Speicher: {}, genug</translation>
    </message>
    <message>
        <source>Memory: {}, too little</source>
        <translation>Speicher: {}, zu wenig</translation>
    </message>
    <message>
        <source>A training step with {n} photos needs about {need} of {total}.</source>
        <translation>Ein Trainingsschritt mit {n} Fotos braucht etwa {need} von {total}.</translation>
    </message>
</context>
<context>
    <name>TrainingQueueDialog</name>
    <message>
        <source>Training queue</source>
        <translation>Trainingsliste</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Waiting runs</source>
        <translation>Wartende Durchläufe</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>Trainiert</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Log of the queue</source>
        <translation>Protokoll der Liste</translation>
    </message>
    <message>
        <source>Add current settings</source>
        <translation>Jetzige Einstellungen hinzufügen</translation>
    </message>
    <message>
        <source>One run that learns these styles together</source>
        <translation>Ein Durchlauf, der diese Stile zusammen lernt</translation>
    </message>
    <message>
        <source>Every style</source>
        <translation>Jeden Stil einzeln</translation>
    </message>
    <message>
        <source>One run for each of these styles, alone</source>
        <translation>Ein Durchlauf für jeden dieser Stile allein</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Train the selected run sooner (Alt+Up)</source>
        <translation>Den gewählten Durchlauf früher trainieren (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Train the selected run later (Alt+Down)</source>
        <translation>Den gewählten Durchlauf später trainieren (Alt+Ab)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Take the selected runs out (Delete)</source>
        <translation>Die gewählten Durchläufe herausnehmen (Entf)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Put back what was taken out of the list</source>
        <translation>Zurückholen, was aus der Liste genommen wurde</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Train what waits, one run after another</source>
        <translation>Trainieren, was wartet, einen Durchlauf nach dem anderen</translation>
    </message>
    <message>
        <source>Nothing waits. Choose styles on the right and add a run; runs are trained one after another, and one that fails does not stop the next.</source>
        <translation>Nichts wartet. Rechts Stile wählen und einen Durchlauf hinzufügen; Durchläufe werden nacheinander trainiert, und einer, der misslingt, hält den nächsten nicht auf.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Styles of the next run that is added</source>
        <translation>Stile des Durchlaufs, der als nächster hinzugefügt wird</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>Durchläufe hinzufügen</translation>
    </message>
    <message>
        <source>Choose them in the main window.</source>
        <translation>Im Hauptfenster zu wählen.</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>training</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>stopped, goes on</source>
        <translation>gestoppt, geht weiter</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>{} · {} steps</source>
        <translation>{} · {} Schritte</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>run {}</source>
        <translation>Durchlauf {}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>begins after the run under way</source>
        <translation>beginnt nach dem laufenden Training</translation>
    </message>
</context>
<context>
    <name>WelcomePanel</name>
    <message>
        <source>Teach LGT a style</source>
        <translation>LGT einen Stil beibringen</translation>
    </message>
    <message>
        <source>Give it a few pictures you love and some photos. It learns the style on this computer, and one slider decides how much of it your photos take on.</source>
        <translation>Einige Lieblingsbilder und ein paar Fotos genügen. LGT lernt den Stil auf diesem Computer, und ein Regler bestimmt, wie viel davon die Fotos annehmen.</translation>
    </message>
    <message>
        <source>Choose style pictures…</source>
        <translation>Stilbilder wählen…</translation>
    </message>
    <message>
        <source>Choose pictures of one style</source>
        <translation>Bilder eines Stils wählen</translation>
    </message>
    <message>
        <source>Drop style pictures</source>
        <translation>Stilbilder ablegen</translation>
    </message>
    <message>
        <source>Drag pictures or folders anywhere onto this window. One folder = one style.</source>
        <translation>Bilder oder Ordner irgendwo auf dieses Fenster ziehen. Ein Ordner = ein Stil.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Choose a folder of styles, a folder of pictures, or a project</source>
        <translation>Einen Ordner mit Stilen, einen Bilderordner oder ein Projekt wählen</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>One folder = one style. Put the photos to stylize in a folder named photos.</source>
        <translation>Ein Ordner = ein Stil. Fotos zum Stilisieren gehören in einen Ordner namens photos.</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ansehen</translation>
    </message>
    <message>
        <source>Draw sample styles and photos to play with</source>
        <translation>Beispielstile und -fotos zum Ausprobieren zeichnen</translation>
    </message>
    <message>
        <source>Try the sample project</source>
        <translation>Das Beispielprojekt ansehen</translation>
    </message>
    <message>
        <source>Three styles and fourteen photos, drawn for you. You see the first stylized picture within seconds.</source>
        <translation>Drei gezeichnete Stile und vierzehn Fotos. Das erste stilisierte Bild erscheint nach wenigen Sekunden.</translation>
    </message>
    <message>
        <source>Pictures being added</source>
        <translation>Bilder werden hinzugefügt</translation>
    </message>
    <message>
        <source>How many are ready</source>
        <translation>Wie viele fertig sind</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop; nothing is kept</source>
        <translation>Anhalten; nichts wird behalten</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Wird vorbereitet…</translation>
    </message>
    <message>
        <source>{:,} of {:,}: {}</source>
        <translation>{:,} von {:,}: {}</translation>
    </message>
    <message>
        <source>Pictures of one style</source>
        <translation>Bilder eines Stils</translation>
    </message>
    <message>
        <source>New style from this picture</source>
        <translation>Neuer Stil aus diesem Bild</translation>
    </message>
    <message>
        <source>Open the project “{}”</source>
        <translation>Projekt „{}“ öffnen</translation>
    </message>
</context>
<context>
    <name>WindowCloser</name>
    <message>
        <source>Saving the training…</source>
        <extracomment>A system that shuts down gives a program about this long.</extracomment>
        <translation>Das Training wird gespeichert…</translation>
    </message>
    <message>
        <source>LGT closes by itself then.</source>
        <translation>Dann schließt sich LGT von selbst.</translation>
    </message>
</context>
<context>
    <name>WorkWatch</name>
    <message>
        <source>The training failed</source>
        <translation>Das Training ist gescheitert</translation>
    </message>
    <message>
        <source>The batch stopped</source>
        <translation>Der Stapel wurde angehalten</translation>
    </message>
    <message>
        <source>The picture is refined.</source>
        <translation>Das Bild ist verfeinert.</translation>
    </message>
    <message>
        <source>The training is done.</source>
        <translation>Das Training ist fertig.</translation>
    </message>
    <message>
        <source>The training was stopped and saved.</source>
        <translation>Das Training wurde angehalten und gespeichert.</translation>
    </message>
    <message>
        <source>The training queue is done: {} runs.</source>
        <translation>Die Trainingsliste ist abgearbeitet, Durchläufe: {}.</translation>
    </message>
    <message>
        <source>The batch is done: {}.</source>
        <translation>Der Stapel ist fertig: {}.</translation>
    </message>
    <message>
        <source>{:,} failed.</source>
        <translation>{:,} gescheitert.</translation>
    </message>
    <message>
        <source>Refining failed</source>
        <translation>Das Verfeinern ist gescheitert</translation>
    </message>
</context>
<context>
    <name>_Delegate</name>
    <message>
        <source>Drop pictures here</source>
        <translation>Bilder hier ablegen</translation>
    </message>
    <message>
        <source>Name of the style</source>
        <translation>Name des Stils</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <extracomment>(level, sign, text) of a remark on a picture.</extracomment>
        <translation>nicht lesbar</translation>
    </message>
</context>
</TS>
