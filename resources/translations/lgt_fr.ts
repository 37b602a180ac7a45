<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR">
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
        <translation>{:.1f} Go</translation>
    </message>
    <message>
        <source>{:.0f} MB</source>
        <translation>{:.0f} Mo</translation>
    </message>
    <message>
        <source>{:.1f} of {:.1f} GB</source>
        <translation>{:.1f} sur {:.1f} Go</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Fermer cette fenêtre</translation>
    </message>
    <message>
        <source>Copy the line</source>
        <translation>Copier la ligne</translation>
    </message>
    <message>
        <source>Something unexpected went wrong: {}</source>
        <translation>Un problème inattendu est survenu&#xa0;: {}</translation>
    </message>
    <message>
        <source>Your pictures and saved runs are untouched. Try again, or copy the details.</source>
        <translation>Les images et les sessions enregistrées sont intactes. Réessayer, ou copier les détails.</translation>
    </message>
    <message>
        <source>Pictures ({});;All files (*)</source>
        <translation>Images ({});;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Quick</source>
        <extracomment>From the lower edge of the canvas: above the captions in its corners.</extracomment>
        <translation>Rapide</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Bon</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Meilleur</translation>
    </message>
    <message>
        <source>{}: {} steps</source>
        <translation>{}&#xa0;: {} étapes</translation>
    </message>
    <message>
        <source>{} steps</source>
        <translation>{} étapes</translation>
    </message>
    <message>
        <source>refined, {} of {} steps</source>
        <translation>affinée, {} étapes sur {}</translation>
    </message>
    <message>
        <source>refined, {} steps</source>
        <translation>affinée, {} étapes</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Intensité</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Taille du pinceau</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Composition</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Structure</translation>
    </message>
    <message>
        <source>Coarse layout</source>
        <translation>Composition grossière</translation>
    </message>
    <message>
        <source>Out of range</source>
        <translation>Hors limites</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Photo at 0</source>
        <translation>Photo à 0</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>Vitesse</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>Divergence</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Téléchargement</translation>
    </message>
    <message>
        <source>Getting the test photos ready</source>
        <translation>Préparation des photos de test</translation>
    </message>
    <message>
        <source>Loading the codec</source>
        <translation>Chargement du codec</translation>
    </message>
    <message>
        <source>Looking at the styles</source>
        <translation>Examen des styles</translation>
    </message>
    <message>
        <source>Measuring the pictures</source>
        <translation>Mesure des images</translation>
    </message>
    <message>
        <source>Preparing pictures</source>
        <translation>Préparation des images</translation>
    </message>
    <message>
        <source>{} is there already and is not LGT&apos;s.</source>
        <translation>{} existe déjà et n’est pas à LGT.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Rien n’a changé.</translation>
    </message>
    <message>
        <source>Move this file away and try again.</source>
        <translation>Déplacer ce fichier et réessayer.</translation>
    </message>
    <message>
        <source>{} could not be written: {}.</source>
        <translation>{} n’a pas pu être écrit&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Check that you may write to this folder.</source>
        <translation>Vérifier que ce dossier est modifiable.</translation>
    </message>
    <message>
        <source>{} could not be removed: {}.</source>
        <translation>{} n’a pas pu être retiré&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Remove it yourself.</source>
        <translation>Le retirer soi-même.</translation>
    </message>
    <message>
        <source>Desktop entries are for Linux.</source>
        <translation>Les entrées de bureau sont pour Linux.</translation>
    </message>
    <message>
        <source>Choose LGT in the system&apos;s own “Open with”.</source>
        <translation>Choisir LGT dans «&#xa0;Ouvrir avec&#xa0;» du système.</translation>
    </message>
    <message>
        <source>Save diagnostics</source>
        <extracomment>Settings of a run that name folders or styles of the person.</extracomment>
        <translation>Enregistrer le diagnostic</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Texte (*.txt)</translation>
    </message>
    <message>
        <source>“{}” could not be written: {}.</source>
        <translation>«&#xa0;{}&#xa0;» n’a pas pu être écrit&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Rien n’a été écrit.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Choisir un autre dossier.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>É&amp;dition</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Entraînement</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Aid&amp;e</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Nouveau projet…</translation>
    </message>
    <message>
        <source>Open &amp;project…</source>
        <translation>Ouvrir un &amp;projet…</translation>
    </message>
    <message>
        <source>&amp;Open photos…</source>
        <translation>&amp;Ouvrir des photos…</translation>
    </message>
    <message>
        <source>Add photos to the shelf</source>
        <translation>Ajouter des photos au projet</translation>
    </message>
    <message>
        <source>&amp;Add a style…</source>
        <translation>&amp;Ajouter un style…</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Un dossier d’images</translation>
    </message>
    <message>
        <source>Add the sa&amp;mple</source>
        <translation>Ajouter l’exe&amp;mple</translation>
    </message>
    <message>
        <source>Draw sample styles and photos to try</source>
        <translation>Dessiner des styles et des photos d’essai</translation>
    </message>
    <message>
        <source>Open style &amp;file…</source>
        <translation>Ouvrir un &amp;fichier de style…</translation>
    </message>
    <message>
        <source>Use styles that somebody gave you</source>
        <translation>Utiliser des styles reçus de quelqu’un</translation>
    </message>
    <message>
        <source>Save st&amp;yle file…</source>
        <translation>Enregistrer un fichier de st&amp;yle…</translation>
    </message>
    <message>
        <source>Give your trained styles to a friend</source>
        <translation>Donner ses styles entraînés</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Réglages…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>&amp;Exporter l’image…</translation>
    </message>
    <message>
        <source>Save the picture in view</source>
        <translation>Enregistrer l’image affichée</translation>
    </message>
    <message>
        <source>&amp;Refine picture, or stop</source>
        <translation>Aff&amp;iner l’image, ou arrêter</translation>
    </message>
    <message>
        <source>Make the best picture of this photo; slower</source>
        <translation>Faire la meilleure image de cette photo&#xa0;; plus lent</translation>
    </message>
    <message>
        <source>E&amp;xplore…</source>
        <translation>E&amp;xplorer…</translation>
    </message>
    <message>
        <source>&amp;Batch…</source>
        <translation>&amp;Lot…</translation>
    </message>
    <message>
        <source>Stylize many photos and folders</source>
        <translation>Styliser beaucoup de photos et de dossiers</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>&amp;Copier l’image</translation>
    </message>
    <message>
        <source>Copy the stylized picture</source>
        <translation>Copier l’image stylisée</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>Co&amp;ller</translation>
    </message>
    <message>
        <source>Add a picture from the clipboard</source>
        <translation>Ajouter une image du presse-papiers</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Renommer</translation>
    </message>
    <message>
        <source>Rename the selected style</source>
        <translation>Renommer le style sélectionné</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Supprimer</translation>
    </message>
    <message>
        <source>Move what is selected to the trash</source>
        <translation>Mettre la sélection à la corbeille</translation>
    </message>
    <message>
        <source>Paint a &amp;mask, or stop</source>
        <translation>Peindre un &amp;masque, ou arrêter</translation>
    </message>
    <message>
        <source>Where the style is strong, weak or absent</source>
        <translation>Où le style est fort, faible ou absent</translation>
    </message>
    <message>
        <source>&amp;Load mask…</source>
        <translation>Char&amp;ger un masque…</translation>
    </message>
    <message>
        <source>Any picture: white the style, black the photo</source>
        <translation>Toute image : blanc le style, noir la photo</translation>
    </message>
    <message>
        <source>Sa&amp;ve mask…</source>
        <translation>&amp;Enregistrer le masque…</translation>
    </message>
    <message>
        <source>Write the mask of this photo as a grey picture</source>
        <translation>Écrire le masque de cette photo en niveaux de gris</translation>
    </message>
    <message>
        <source>double click, Enter</source>
        <translation>double clic, Entrée</translation>
    </message>
    <message>
        <source>Brush: move</source>
        <translation>Pinceau : déplacer</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>flèches</translation>
    </message>
    <message>
        <source>Brush: paint</source>
        <translation>Pinceau : peindre</translation>
    </message>
    <message>
        <source>Enter, Shift+arrows</source>
        <translation>Entrée, Maj+flèches</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Ajuster</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>One photo pixel for each screen pixel</source>
        <translation>Un pixel de la photo par pixel d’écran</translation>
    </message>
    <message>
        <source>S&amp;plit</source>
        <translation>&amp;Partagé</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>&amp;Côte à côte</translation>
    </message>
    <message>
        <source>Flic&amp;ker</source>
        <translation>A&amp;lternance</translation>
    </message>
    <message>
        <source>&amp;Result only</source>
        <translation>&amp;Résultat seul</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Plein &amp;écran</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Agrandir</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>&amp;Réduire</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>Photo p&amp;récédente</translation>
    </message>
    <message>
        <source>&amp;Next photo</source>
        <translation>Photo s&amp;uivante</translation>
    </message>
    <message>
        <source>Compare with the p&amp;hoto</source>
        <translation>Comparer avec la p&amp;hoto</translation>
    </message>
    <message>
        <source>As ever</source>
        <translation>Comme d’habitude</translation>
    </message>
    <message>
        <source>Compare with &amp;this result</source>
        <translation>Comparer avec &amp;ce résultat</translation>
    </message>
    <message>
        <source>It stays in the place of the photo while you steer</source>
        <translation>Il reste à la place de la photo pendant le réglage</translation>
    </message>
    <message>
        <source>Compare with a &amp;picture…</source>
        <translation>Comparer avec une &amp;image…</translation>
    </message>
    <message>
        <source>Any picture file in the place of the photo</source>
        <translation>N’importe quelle image à la place de la photo</translation>
    </message>
    <message>
        <source>All styles at several strengths, or any two settings</source>
        <translation>Tous les styles à plusieurs intensités, ou deux réglages au choix</translation>
    </message>
    <message>
        <source>&amp;Start or pause</source>
        <translation>&amp;Démarrer ou mettre en pause</translation>
    </message>
    <message>
        <source>Begin, pause or go on</source>
        <translation>Commencer, mettre en pause ou reprendre</translation>
    </message>
    <message>
        <source>S&amp;top and save</source>
        <translation>&amp;Arrêter et enregistrer</translation>
    </message>
    <message>
        <source>Training &amp;queue…</source>
        <translation>&amp;File d’entraînement…</translation>
    </message>
    <message>
        <source>Several runs, one after another</source>
        <translation>Plusieurs entraînements l’un après l’autre</translation>
    </message>
    <message>
        <source>Train &amp;every style of this project for 3 minutes</source>
        <translation>&amp;Entraîner chaque style de ce projet 3 minutes</translation>
    </message>
    <message>
        <source>One run for each style, one after another</source>
        <translation>Un entraînement par style, l’un après l’autre</translation>
    </message>
    <message>
        <source>&amp;Advanced…</source>
        <translation>A&amp;vancé…</translation>
    </message>
    <message>
        <source>Diagnostics copied; they name no folder of yours.</source>
        <translation>Diagnostic copié&#xa0;; il ne nomme aucun dossier personnel.</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Raccourcis clavier</translation>
    </message>
    <message>
        <source>Co&amp;mmands…</source>
        <translation>Co&amp;mmandes…</translation>
    </message>
    <message>
        <source>Find any menu entry by a few letters</source>
        <translation>Trouver une entrée de menu par quelques lettres</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>Montrer le &amp;journal</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>&amp;Copier le diagnostic</translation>
    </message>
    <message>
        <source>Sa&amp;ve diagnostics…</source>
        <translation>&amp;Enregistrer le diagnostic…</translation>
    </message>
    <message>
        <source>Versions, settings and logs in a file for a bug report; no pictures</source>
        <translation>Versions, réglages et journaux dans un fichier pour un rapport d’erreur&#xa0;; pas d’images</translation>
    </message>
    <message>
        <source>&amp;About LGT</source>
        <translation>À &amp;propos de LGT</translation>
    </message>
    <message>
        <source>The photo alone</source>
        <translation>La photo seule</translation>
    </message>
    <message>
        <source>hold Space</source>
        <translation>tenir Espace</translation>
    </message>
    <message>
        <source>Move the divider</source>
        <translation>Déplacer la séparation</translation>
    </message>
    <message>
        <source>Move the divider, enlarged</source>
        <translation>Déplacer la séparation, agrandi</translation>
    </message>
    <message>
        <source>Shift+← →</source>
        <translation>Maj+← →</translation>
    </message>
    <message>
        <source>Divider at an edge</source>
        <translation>Séparation à un bord</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Début, Fin</translation>
    </message>
    <message>
        <source>Move the picture, enlarged</source>
        <translation>Déplacer l’image, agrandie</translation>
    </message>
    <message>
        <source>arrows, Ctrl+arrows</source>
        <translation>flèches, Ctrl+flèches</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>wheel, + −</source>
        <translation>molette, + −</translation>
    </message>
    <message>
        <source>Fit or 100 %</source>
        <translation>Ajuster ou 100 %</translation>
    </message>
    <message>
        <source>Brush: size</source>
        <translation>Pinceau : taille</translation>
    </message>
    <message>
        <source>[ ], wheel</source>
        <translation>[ ], molette</translation>
    </message>
    <message>
        <source>Brush: strength</source>
        <translation>Pinceau : intensité</translation>
    </message>
    <message>
        <source>0 to 9</source>
        <translation>0 à 9</translation>
    </message>
    <message>
        <source>Brush: eraser, fill, invert, clear</source>
        <translation>Pinceau : gomme, remplir, inverser, vider</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Annuler</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Rétablir</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Récents</translation>
    </message>
    <message>
        <source>&amp;Follow the system</source>
        <translation>Comme le &amp;système</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Clair</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Sombre</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Thème</translation>
    </message>
    <message>
        <source>“{}” is open in another window of LGT.</source>
        <extracomment>A window that was just closed may need a few seconds to let go of its project.</extracomment>
        <translation>«&#xa0;{}&#xa0;» est ouvert dans une autre fenêtre de LGT.</translation>
    </message>
    <message>
        <source>Go on there, or close it there first.</source>
        <translation>Continuer là-bas, ou l’y fermer d’abord.</translation>
    </message>
    <message>
        <source>Open in another window</source>
        <translation>Ouvert dans une autre fenêtre</translation>
    </message>
    <message>
        <source>Go on there, or close it there and try again.</source>
        <translation>Continuer là-bas, ou l’y fermer et réessayer.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Open another project…</source>
        <translation>Ouvrir un autre projet…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>The project “{}” is not there any more.</source>
        <translation>Le projet «&#xa0;{}&#xa0;» n’est plus là.</translation>
    </message>
    <message>
        <source>It was at {}. If it lies on a drive, connect it and choose File, Open recent.</source>
        <translation>Il était dans {}. S’il est sur un disque, le brancher et choisir Fichier, Récents.</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Ouvrir un projet</translation>
    </message>
    <message>
        <source>“{}” is not an LGT project.</source>
        <translation>«&#xa0;{}&#xa0;» n’est pas un projet LGT.</translation>
    </message>
    <message>
        <source>Choose a project folder, or drop pictures onto the window.</source>
        <translation>Choisir un dossier de projet, ou déposer des images sur la fenêtre.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Nouveau projet</translation>
    </message>
    <message>
        <source>My styles</source>
        <translation>Mes styles</translation>
    </message>
    <message>
        <source>The last training was not finished.</source>
        <translation>Le dernier entraînement n’est pas terminé.</translation>
    </message>
    <message>
        <source>It can go on exactly where it stopped.</source>
        <translation>Il peut reprendre exactement où il s’est arrêté.</translation>
    </message>
    <message>
        <source>Resume at step {:,}</source>
        <translation>Reprendre à l’étape {:,}</translation>
    </message>
    <message>
        <source>Your pictures and settings are as you left them.</source>
        <translation>Les images et les réglages sont inchangés.</translation>
    </message>
    <message>
        <source>The training is saved up to step {:,}</source>
        <translation>L’entraînement est enregistré jusqu’à l’étape {:,}</translation>
    </message>
    <message>
        <source>; {:,} steps are lost.</source>
        <translation>&#xa0;; {:,} étapes sont perdues.</translation>
    </message>
    <message>
        <source>{} still wait in the batch.</source>
        <translation>Encore en attente dans le lot&#xa0;: {}.</translation>
    </message>
    <message>
        <source>LGT ended unexpectedly the last time.</source>
        <translation>LGT s’est arrêté de façon inattendue la dernière fois.</translation>
    </message>
    <message>
        <source>Save diagnostics…</source>
        <translation>Enregistrer le diagnostic…</translation>
    </message>
    <message>
        <source>The project file of “{}” was damaged.</source>
        <translation>Le fichier de projet de «&#xa0;{}&#xa0;» était endommagé.</translation>
    </message>
    <message>
        <source>It was opened from its backup of {}. Pictures and trained runs are untouched; check the order of the styles. The damaged file is kept as project.json.damaged.</source>
        <translation>Il a été ouvert depuis sa copie du {}. Les images et les sessions entraînées sont intactes&#xa0;; vérifier l’ordre des styles. Le fichier endommagé est gardé sous project.json.damaged.</translation>
    </message>
    <message>
        <source>New style</source>
        <extracomment>So many styles are named while the pointer hovers. Suffix of a trained model to give away.
----------
Name in the project of each style.</extracomment>
        <translation>Nouveau style</translation>
    </message>
    <message>
        <source>Open the style file</source>
        <translation>Ouvrir le fichier de style</translation>
    </message>
    <message>
        <source>Add to “{}”</source>
        <translation>Ajouter à «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>Add to the photos</source>
        <translation>Ajouter aux photos</translation>
    </message>
    <message>
        <source>New style from {}</source>
        <translation>Nouveau style depuis {}</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}&#xa0;: {}</translation>
    </message>
    <message>
        <source>, and a new one from {}</source>
        <translation>, et un nouveau depuis {}</translation>
    </message>
    <message>
        <source>Add the styles of the project “{}”</source>
        <translation>Ajouter les styles du projet «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>Add each folder in “{}” as a style</source>
        <translation>Ajouter chaque dossier de «&#xa0;{}&#xa0;» comme style</translation>
    </message>
    <message>
        <source>New style “{}”</source>
        <translation>Nouveau style «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Image collée</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 image</translation>
    </message>
    <message>
        <source>{:,} pictures</source>
        <translation>{:,} images</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 photo</translation>
    </message>
    <message>
        <source>{:,} photos</source>
        <translation>{:,} photos</translation>
    </message>
    <message>
        <source>1 style</source>
        <translation>1 style</translation>
    </message>
    <message>
        <source>{:,} styles</source>
        <translation>{:,} styles</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 fichier</translation>
    </message>
    <message>
        <source>{:,} files</source>
        <translation>{:,} fichiers</translation>
    </message>
    <message>
        <source>The project folder &apos;{}&apos; cannot be used: {}.</source>
        <extracomment>Where to (a style, ``&quot;&quot;`` for the photos shelf, None for a new style), its name, the files.</extracomment>
        <translation>Le dossier de projet «&#xa0;{}&#xa0;» ne peut pas être utilisé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>Choisir un dossier modifiable.</translation>
    </message>
    <message>
        <source>The folder of the project “{}” is not there.</source>
        <translation>Le dossier du projet «&#xa0;{}&#xa0;» n’est pas là.</translation>
    </message>
    <message>
        <source>Bring it back to {}.</source>
        <translation>Le remettre dans {}.</translation>
    </message>
    <message>
        <source>The project file in &apos;{}&apos; is damaged and there is no whole backup: {}.</source>
        <translation>Le fichier de projet dans «&#xa0;{}&#xa0;» est endommagé et aucune copie n’est intacte&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Your pictures and trained runs are untouched.</source>
        <translation>Les images et les sessions entraînées sont intactes.</translation>
    </message>
    <message>
        <source>Delete {} and {} there; LGT builds them anew from the pictures.</source>
        <translation>Y supprimer {} et {}&#xa0;; LGT les refait à partir des images.</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>ce n’est pas un fichier</translation>
    </message>
    <message>
        <source>it is far too long</source>
        <translation>il est bien trop long</translation>
    </message>
    <message>
        <source>it is cut off, or was changed by another program</source>
        <translation>il est tronqué, ou modifié par un autre programme</translation>
    </message>
    <message>
        <source>it holds no values by name</source>
        <translation>il ne contient aucune valeur nommée</translation>
    </message>
    <message>
        <source>it names no version</source>
        <translation>il ne nomme aucune version</translation>
    </message>
    <message>
        <source>The project &apos;{}&apos; was made by a newer LGT (format {}).</source>
        <translation>Le projet «&#xa0;{}&#xa0;» vient d’un LGT plus récent (format {}).</translation>
    </message>
    <message>
        <source>Update LGT, then open it again.</source>
        <translation>Mettre LGT à jour, puis l’ouvrir à nouveau.</translation>
    </message>
    <message>
        <source>The project could not be saved: {}.</source>
        <translation>Le projet n’a pas pu être enregistré&#xa0;: {}.</translation>
    </message>
    <message>
        <source>The last saved state is whole.</source>
        <translation>Le dernier état enregistré est intact.</translation>
    </message>
    <message>
        <source>Check that the disk has space and the folder may be written.</source>
        <translation>Vérifier que le disque a de la place et que le dossier est modifiable.</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is there already</source>
        <extracomment>Nobody wants it any more: it is gone when it has been undone.</extracomment>
        <translation>«&#xa0;{}&#xa0;» existe déjà</translation>
    </message>
    <message>
        <source>&apos;{}&apos; could not be moved: {}.</source>
        <translation>«&#xa0;{}&#xa0;» n’a pas pu être déplacé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Check that no other program has it open, then try again.</source>
        <translation>Vérifier qu’aucun autre programme ne l’a ouvert, puis réessayer.</translation>
    </message>
    <message>
        <source>Preview, not trained yet</source>
        <translation>Aperçu, pas encore entraîné</translation>
    </message>
    <message>
        <source>This run is copying the photo: the style is not being learned. Stop it, add more pictures of the style or raise “w_style” under Advanced, and train again.</source>
        <translation>Cette session copie la photo&#xa0;: le style n’est pas appris. L’arrêter, ajouter des images du style ou augmenter «&#xa0;w_style&#xa0;» sous «&#xa0;Avancé&#xa0;», puis entraîner à nouveau.</translation>
    </message>
    <message>
        <source>All styles have stopped improving: you can stop here.</source>
        <translation>Aucun style ne progresse plus&#xa0;: on peut s’arrêter ici.</translation>
    </message>
    <message>
        <source>{} has stopped improving; the other styles have not.</source>
        <translation>{} ne progresse plus&#xa0;; les autres styles, si.</translation>
    </message>
    <message>
        <source>{style} has {share} % of its look on test photos.</source>
        <translation>{style} a {share} % de son rendu sur les photos de test.</translation>
    </message>
    <message>
        <source>Learning: {}</source>
        <translation>Apprend&#xa0;: {}</translation>
    </message>
    <message>
        <source>Ended by itself: the pictures have stopped improving. For more, raise the strength.</source>
        <translation>Fini de lui-même&#xa0;: les images ne progressent plus. Pour plus d’effet, monter l’intensité.</translation>
    </message>
    <message>
        <source>Done after {} min. Train longer for finer texture.</source>
        <translation>Terminé après {} min. Entraîner plus longtemps pour une texture plus fine.</translation>
    </message>
    <message>
        <source>Warming up: the first curves say little.</source>
        <translation>Mise en route&#xa0;: les premières courbes disent peu.</translation>
    </message>
    <message>
        <source>Learning: the loss is falling.</source>
        <translation>Apprend&#xa0;: la perte baisse.</translation>
    </message>
    <message>
        <source>Learning has begun.</source>
        <translation>L’apprentissage a commencé.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>What happened and what to do next</source>
        <translation>Ce qui s’est passé et que faire</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>Show the technical details</source>
        <translation>Montrer les détails techniques</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy the technical details</source>
        <translation>Copier les détails techniques</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Fermer ce message</translation>
    </message>
    <message>
        <source>{} is a project. Drop it below the cards: each of its styles becomes a style here.</source>
        <translation>{} est un projet. Le déposer sous les cartes&#xa0;: chacun de ses styles devient un style ici.</translation>
    </message>
    <message>
        <source>{} lies beside the folders of styles. Put it into one of them.</source>
        <translation>{} est à côté des dossiers de styles. Le mettre dans l’un d’eux.</translation>
    </message>
    <message>
        <source>{} holds no pictures, so it is no style. Put at least one picture into it.</source>
        <translation>{} ne contient aucune image, ce n’est donc pas un style. Y mettre au moins une image.</translation>
    </message>
    <message>
        <source>{} holds trained models, not pictures of a style. Open a model with “Open style file”.</source>
        <translation>{} contient des modèles entraînés, pas les images d’un style. Ouvrir un modèle avec «&#xa0;Ouvrir un fichier de style&#xa0;».</translation>
    </message>
    <message>
        <source>The picture is too small: {} pixels, at least {} are needed. Copy a larger one.</source>
        <translation>L’image est trop petite&#xa0;: {} pixels, il en faut au moins {}. En copier une plus grande.</translation>
    </message>
    <message>
        <source>The picture from the clipboard could not be saved.</source>
        <translation>L’image du presse-papiers n’a pas pu être enregistrée.</translation>
    </message>
    <message>
        <source>Check that the disk has space.</source>
        <translation>Vérifier que le disque a de la place.</translation>
    </message>
    <message>
        <source>Nothing can be copied into the project: {}.</source>
        <translation>Rien ne peut être copié dans le projet&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Check that its folder is there and that its disk has space.</source>
        <translation>Vérifier que le dossier est là et que le disque a de la place.</translation>
    </message>
    <message>
        <source>{} is the same picture as {}.</source>
        <translation>{} est la même image que {}.</translation>
    </message>
    <message>
        <source>{} cannot be copied: {}. Check that the disk has space.</source>
        <translation>{} ne peut pas être copié&#xa0;: {}. Vérifier que le disque a de la place.</translation>
    </message>
    <message>
        <source>{} is damaged: the end of the file is missing.</source>
        <translation>{} est endommagé&#xa0;: la fin du fichier manque.</translation>
    </message>
    <message>
        <source>{} does not exist.</source>
        <translation>{} n’existe pas.</translation>
    </message>
    <message>
        <source>{} cannot be opened: {}.</source>
        <translation>{} ne peut pas être ouvert&#xa0;: {}.</translation>
    </message>
    <message>
        <source>the end of the file is missing</source>
        <translation>la fin du fichier manque</translation>
    </message>
    <message>
        <source>The sample could not be drawn: {}.</source>
        <translation>L’exemple n’a pas pu être dessiné&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Free some space, then try it again.</source>
        <translation>Libérer de la place, puis réessayer.</translation>
    </message>
    <message>
        <source>The trained model of this export is gone.</source>
        <extracomment>Work on one picture, which says how far it is.</extracomment>
        <translation>Le modèle entraîné de cette exportation n’est plus là.</translation>
    </message>
    <message>
        <source>Train the style again, then add the pictures anew.</source>
        <translation>Entraîner à nouveau le style, puis rajouter les images.</translation>
    </message>
    <message>
        <source>The trained model is untouched.</source>
        <translation>Le modèle entraîné est intact.</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Choisir un autre dossier, ou libérer de la place.</translation>
    </message>
    <message>
        <source>A project for “{}” cannot be made: {}.</source>
        <translation>Un projet pour «&#xa0;{}&#xa0;» ne peut pas être créé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>The style file is untouched.</source>
        <translation>Le fichier de style est intact.</translation>
    </message>
    <message>
        <source>“{}” is not a file.</source>
        <translation>«&#xa0;{}&#xa0;» n’est pas un fichier.</translation>
    </message>
    <message>
        <source>“{}” is far larger than any style file.</source>
        <translation>«&#xa0;{}&#xa0;» est bien plus gros que tout fichier de style.</translation>
    </message>
    <message>
        <source>The project “{}” cannot be made: {}.</source>
        <translation>Le projet «&#xa0;{}&#xa0;» ne peut pas être créé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Open the style file again.</source>
        <translation>Ouvrir à nouveau le fichier de style.</translation>
    </message>
    <message>
        <source>the header is too long</source>
        <translation>l’en-tête est trop long</translation>
    </message>
    <message>
        <source>Ask for the file again; it may have been damaged on its way.</source>
        <translation>Redemander le fichier&#xa0;; il a pu être endommagé en route.</translation>
    </message>
    <message>
        <source>The refined picture could not be kept: {}.</source>
        <extracomment>Steps between two pictures on the way: the first one is to come soon.</extracomment>
        <translation>L’image affinée n’a pas pu être gardée&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Free some space, then refine it again.</source>
        <translation>Libérer de la place, puis affiner à nouveau.</translation>
    </message>
    <message>
        <source>The mask is damaged.</source>
        <extracomment>1 is the style as learned; further than this strokes bury the photo. Steps by the names that the window gives them. What the same names meant in projects of earlier versions, all from the network&apos;s picture.</extracomment>
        <translation>Le masque est endommagé.</translation>
    </message>
    <message>
        <source>Paint it anew.</source>
        <translation>Le repeindre.</translation>
    </message>
    <message>
        <source>Divider at {:.0f} %</source>
        <translation>Séparation à {:.0f} %</translation>
    </message>
    <message>
        <source>Zoom {:.0f} %</source>
        <translation>Zoom {:.0f} %</translation>
    </message>
    <message>
        <source>At the left: {}</source>
        <translation>À gauche : {}</translation>
    </message>
    <message>
        <source>At the right: {}</source>
        <translation>À droite : {}</translation>
    </message>
    <message>
        <source>Shown: {}</source>
        <translation>Affiché : {}</translation>
    </message>
    <message>
        <source>F1 lists the keys</source>
        <translation>F1 affiche les touches</translation>
    </message>
    <message>
        <source>{:g} min</source>
        <translation>{:g} min</translation>
    </message>
    <message>
        <source>brush size {} %</source>
        <translation>taille du pinceau {} %</translation>
    </message>
    <message>
        <source>advanced settings: {}</source>
        <translation>réglages avancés : {}</translation>
    </message>
    <message>
        <source>{style}: style {gain:.2f}, colour {colour:.2f}, content {content:.2f}</source>
        <translation>{style} : style {gain:.2f}, couleur {colour:.2f}, contenu {content:.2f}</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>non mesuré</translation>
    </message>
    <message>
        <source>strength {:g}</source>
        <extracomment>Longer side of a picture of the sheet, in pixels. What can stand along a side; the first four are fields of a look. More values than these are not chosen by themselves.</extracomment>
        <translation>intensité {:g}</translation>
    </message>
    <message>
        <source>colours {:g}</source>
        <translation>couleurs {:g}</translation>
    </message>
    <message>
        <source>seed {}</source>
        <translation>graine {}</translation>
    </message>
    <message>
        <source>run {}</source>
        <translation>entraînement {}</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About LGT</source>
        <translation>À propos de LGT</translation>
    </message>
    <message>
        <source>Version {}</source>
        <translation>Version {}</translation>
    </message>
    <message>
        <source>LGT learns a picture style on your own machine and lets you steer it with one slider. Your pictures never leave this computer.</source>
        <translation>LGT apprend un style d’image sur cet ordinateur&#xa0;; un curseur le dose. Les images ne quittent jamais cet ordinateur.</translation>
    </message>
    <message>
        <source>MIT licence.</source>
        <translation>Licence MIT.</translation>
    </message>
</context>
<context>
    <name>AdvancedDialog</name>
    <message>
        <source>Advanced training options</source>
        <translation>Options avancées de l’entraînement</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Sections</translation>
    </message>
    <message>
        <source>Jump to a section</source>
        <translation>Aller à une section</translation>
    </message>
    <message>
        <source>Search options</source>
        <translation>Chercher une option</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Show only options with these words</source>
        <translation>Ne montrer que les options avec ces mots</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Tout rétablir</translation>
    </message>
    <message>
        <source>Every option back to its default</source>
        <translation>Chaque option à sa valeur par défaut</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Appliquer</translation>
    </message>
    <message>
        <source>Use these options</source>
        <translation>Utiliser ces options</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Keep the options as they were</source>
        <translation>Laisser les options comme elles étaient</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer or other words.</source>
        <translation>Rien trouvé. Essayer moins de mots, ou d’autres.</translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n modifiée</numerusform>
            <numerusform>%n modifiées</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AxisBox</name>
    <message>
        <source>Which setting</source>
        <translation>Quel réglage</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Valeurs</translation>
    </message>
    <message>
        <source>Tick what is to be drawn</source>
        <translation>Cocher ce qui est à dessiner</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>Batch</source>
        <translation>Lot</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Drop photos or folders here. They are stylized one after another; your originals stay as they are.</source>
        <translation>Déposer des photos ou des dossiers ici. Ils sont stylisés l’un après l’autre&#xa0;; les originaux restent intacts.</translation>
    </message>
    <message>
        <source>Skip pictures that are there already</source>
        <translation>Passer les images déjà présentes</translation>
    </message>
    <message>
        <source>What will be stylized; Delete removes the selected from the list</source>
        <translation>Ce qui sera stylisé&#xa0;; Suppr retire la sélection de la liste</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>File d’attente</translation>
    </message>
    <message>
        <source>Otherwise results that are there already are replaced</source>
        <translation>Sinon les résultats déjà présents sont remplacés</translation>
    </message>
    <message>
        <source>Skip what is done</source>
        <translation>Passer ce qui est fait</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Ajouter des photos…</translation>
    </message>
    <message>
        <source>Choose photos to stylize</source>
        <translation>Choisir des photos à styliser</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ajouter un dossier…</translation>
    </message>
    <message>
        <source>Choose a folder; its sub-folders are read too</source>
        <translation>Choisir un dossier&#xa0;; ses sous-dossiers sont lus aussi</translation>
    </message>
    <message>
        <source>Add all photos of the project</source>
        <translation>Ajouter toutes les photos du projet</translation>
    </message>
    <message>
        <source>Everything on the photos shelf</source>
        <translation>Tout ce qui est parmi les photos</translation>
    </message>
    <message>
        <source>Pictures done, of all in the list</source>
        <translation>Images faites, sur toutes celles de la liste</translation>
    </message>
    <message>
        <source>Progress of the batch</source>
        <translation>Avancement du lot</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>Stylize what waits</source>
        <translation>Styliser ce qui attend</translation>
    </message>
    <message>
        <source>Retry failed</source>
        <translation>Réessayer les échecs</translation>
    </message>
    <message>
        <source>Try again what failed</source>
        <translation>Réessayer ce qui a échoué</translation>
    </message>
    <message>
        <source>Clear done</source>
        <translation>Retirer ce qui est fait</translation>
    </message>
    <message>
        <source>Take what is done out of the list</source>
        <translation>Retirer de la liste ce qui est fait</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Put back what was taken out of the list</source>
        <translation>Remettre ce qui a été retiré de la liste</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Changer…</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Choisir un autre dossier</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>Show the results</source>
        <translation>Montrer les résultats</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Rendu</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fichiers</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>Dossier des résultats</translation>
    </message>
    <message>
        <source>Stylize the pictures in a folder, and those that appear there later</source>
        <translation>Styliser les images d’un dossier, et celles qui y arrivent plus tard</translation>
    </message>
    <message>
        <source>Watch a folder…</source>
        <translation>Surveiller un dossier…</translation>
    </message>
    <message>
        <source>New pictures</source>
        <translation>Nouvelles images</translation>
    </message>
    <message>
        <source>Add a style first; then add photos.</source>
        <translation>Ajouter d’abord un style, puis des photos.</translation>
    </message>
    <message>
        <source>No pictures were found there.</source>
        <translation>Aucune image n’y a été trouvée.</translation>
    </message>
    <message>
        <source>Photos to stylize</source>
        <translation>Photos à styliser</translation>
    </message>
    <message>
        <source>Folder of photos to stylize</source>
        <translation>Dossier de photos à styliser</translation>
    </message>
    <message>
        <source>Folder to watch</source>
        <translation>Dossier à surveiller</translation>
    </message>
    <message>
        <source>Add a style first</source>
        <translation>Ajouter d’abord un style</translation>
    </message>
    <message>
        <source>Stylize as “{}”</source>
        <translation>Styliser en «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
    <message>
        <source>working: {:.0f} %</source>
        <translation>en cours&#xa0;: {:.0f} %</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>done in {:.1f} s</source>
        <translation>fait en {:.1f} s</translation>
    </message>
    <message>
        <source>was there</source>
        <translation>déjà là</translation>
    </message>
    <message>
        <source>{} at strength {:.2f}, as in the preview. Photos that are in the list keep the look they were added with.</source>
        <translation>{} à l’intensité {:.2f}, comme dans l’aperçu. Les photos déjà dans la liste gardent leur rendu.</translation>
    </message>
    <message>
        <source>{:.0f} % of the photo&apos;s colours are kept.</source>
        <translation>{:.0f} % des couleurs de la photo sont gardés.</translation>
    </message>
    <message>
        <source>Each photo is made with its own mask, if it has one.</source>
        <translation>Chaque photo est faite avec son propre masque, si elle en a un.</translation>
    </message>
    <message>
        <source>The style is not trained yet: this is a preview of it.</source>
        <translation>Le style n’est pas encore entraîné&#xa0;: ceci en est un aperçu.</translation>
    </message>
    <message>
        <source>There is no style yet.</source>
        <translation>Il n’y a pas encore de style.</translation>
    </message>
    <message>
        <source>Pictures that appear in “{}” are stylized with what is chosen then.</source>
        <translation>Les images qui arrivent dans «&#xa0;{}&#xa0;» sont stylisées avec le choix du moment.</translation>
    </message>
    <message>
        <source>Pictures that appear in a folder can be stylized by themselves.</source>
        <translation>Les images qui arrivent dans un dossier peuvent être stylisées d’elles-mêmes.</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>Ne plus surveiller</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Mise en pause…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>{:,} of {:,} done</source>
        <translation>{:,} sur {:,} faites</translation>
    </message>
    <message>
        <source>{:,} failed</source>
        <translation>{:,} en échec</translation>
    </message>
    <message>
        <source>about {} left</source>
        <translation>encore {} environ</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
</context>
<context>
    <name>BrushBar</name>
    <message>
        <source>Paint where the style is strong, weak or absent (B)</source>
        <translation>Peindre où le style est fort, faible ou absent (B)</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinceau</translation>
    </message>
    <message>
        <source>Arrows move the brush, Enter paints a dab, Shift and arrows a stroke; or use the mouse</source>
        <translation>Les flèches déplacent le pinceau, Entrée peint une touche, Maj et les flèches un trait ; ou peindre à la souris</translation>
    </message>
    <message>
        <source>Mask of the photo</source>
        <translation>Masque de la photo</translation>
    </message>
    <message>
        <source>paint the mask</source>
        <translation>peindre le masque</translation>
    </message>
    <message>
        <source>Strength of the brush</source>
        <translation>Intensité du pinceau</translation>
    </message>
    <message>
        <source>How strong the style is where you paint: 0 % is the photo (keys 0 to 9)</source>
        <translation>Intensité du style là où l’on peint : 0 % est la photo (touches 0 à 9)</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Taille du pinceau</translation>
    </message>
    <message>
        <source>How wide it paints ([, ] or the wheel)</source>
        <translation>Largeur du trait ([, ] ou la molette)</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>Peindre</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Gomme</translation>
    </message>
    <message>
        <source>Take paint away (E, or the right mouse button)</source>
        <translation>Enlever la peinture (E, ou le bouton droit)</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Remplir</translation>
    </message>
    <message>
        <source>Paint everything as strong as the brush (F)</source>
        <translation>Tout peindre à l’intensité du pinceau (F)</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Inverser</translation>
    </message>
    <message>
        <source>Strong where it was weak (I)</source>
        <translation>Fort là où c’était faible (I)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Vider</translation>
    </message>
    <message>
        <source>Take all paint away (C)</source>
        <translation>Enlever toute la peinture (C)</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Leave the brush; the mask stays (B or Esc)</source>
        <translation>Quitter le pinceau ; le masque reste (B ou Échap)</translation>
    </message>
    <message>
        <source>Mask files</source>
        <translation>Fichiers de masque</translation>
    </message>
    <message>
        <source>Load or save the mask</source>
        <translation>Charger ou enregistrer le masque</translation>
    </message>
    <message>
        <source>Load mask…</source>
        <translation>Charger un masque…</translation>
    </message>
    <message>
        <source>Save mask…</source>
        <translation>Enregistrer le masque…</translation>
    </message>
    <message>
        <source>Load a mask</source>
        <translation>Charger un masque</translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation>Enregistrer le masque</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Images (*.png)</translation>
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
        <translation>{:.0f} % depuis la gauche, {:.0f} % depuis le haut</translation>
    </message>
    <message>
        <source>strength {:.0f} %</source>
        <translation>intensité {:.0f} %</translation>
    </message>
    <message>
        <source>eraser</source>
        <translation>gomme</translation>
    </message>
    <message>
        <source>Brush: {}, size {:.0f} %</source>
        <translation>Pinceau : {}, taille {:.0f} %</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Training is running</source>
        <translation>Entraînement en cours</translation>
    </message>
    <message>
        <source>Training is still running. Save it and quit?</source>
        <translation>L’entraînement est encore en cours. Enregistrer et quitter&#xa0;?</translation>
    </message>
    <message>
        <source>You can resume later.</source>
        <translation>Il pourra reprendre plus tard.</translation>
    </message>
    <message>
        <source>Save and quit</source>
        <translation>Enregistrer et quitter</translation>
    </message>
    <message>
        <source>Keep training</source>
        <translation>Continuer l’entraînement</translation>
    </message>
</context>
<context>
    <name>ColourControl</name>
    <message>
        <source>style</source>
        <translation>style</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
    <message>
        <source>Whose colours: 0 those of the style, 1 those of the photo</source>
        <translation>Couleurs&#xa0;: 0 celles du style, 1 celles de la photo</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Colour as a number</source>
        <translation>Couleur en nombre</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <extracomment>The name of an entry counts more than the menu that it is in.</extracomment>
        <translation>Commandes</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Que faire&#xa0;?</translation>
    </message>
    <message>
        <source>A few letters of a menu entry; Return does what is marked</source>
        <translation>Quelques lettres d’une entrée de menu&#xa0;; Entrée exécute celle qui est marquée</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Entries of the menus, the best match first</source>
        <translation>Entrées des menus, la plus proche d’abord</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>What the curves mean</source>
        <translation>Ce que disent les courbes</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Courbes</translation>
    </message>
    <message>
        <source>Curves of the training: drag to move, turn the wheel to zoom</source>
        <translation>Courbes de l’entraînement&#xa0;: glisser pour déplacer, molette pour zoomer</translation>
    </message>
    <message>
        <source>Curves appear here while you train.</source>
        <translation>Les courbes apparaissent ici pendant l’entraînement.</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Perte</translation>
    </message>
    <message>
        <source>The total loss and each of its terms</source>
        <translation>La perte totale et chacun de ses termes</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>How much of each style has been learned (on test photos). A mere filter has 0 to 0.5, depending on the style: look at the pictures too</source>
        <translation>Ce qui est appris de chaque style (sur photos de test). Un simple filtre a 0 à 0.5 selon le style&#xa0;: regarder aussi les images</translation>
    </message>
    <message>
        <source>Which curves</source>
        <translation>Quelles courbes</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>Échelle log</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>Axe logarithmique</translation>
    </message>
    <message>
        <source>Fit curves</source>
        <translation>Ajuster</translation>
    </message>
    <message>
        <source>Show the whole curves again</source>
        <translation>Remontrer les courbes entières</translation>
    </message>
    <message>
        <source>Save curves…</source>
        <translation>Enregistrer les courbes…</translation>
    </message>
    <message>
        <source>Save the curves as a table or picture</source>
        <translation>Enregistrer les courbes en tableau ou en image</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tableau (CSV)…</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>Image (PNG)…</translation>
    </message>
    <message>
        <source>Getting the pictures ready…</source>
        <translation>Préparation des images…</translation>
    </message>
    <message>
        <source>The first measurement comes soon.</source>
        <translation>La première mesure arrive bientôt.</translation>
    </message>
    <message>
        <source>Show or hide “{}”</source>
        <translation>Montrer ou cacher «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>Save the curves</source>
        <translation>Enregistrer les courbes</translation>
    </message>
    <message>
        <source>{} could not be written: {}</source>
        <translation>{} n’a pas pu être écrit&#xa0;: {}</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} enregistré</translation>
    </message>
</context>
<context>
    <name>DatasetChecker</name>
    <message>
        <source>No pictures yet: drop some onto this card.</source>
        <extracomment>Pictures with a shorter side below this have less detail than a training crop.</extracomment>
        <translation>Pas encore d’images&#xa0;: en déposer sur cette carte.</translation>
    </message>
    <message>
        <source>Look at {}</source>
        <translation>À vérifier&#xa0;: {}</translation>
    </message>
    <message>
        <source>Unbalanced: {} pictures, the other styles have about {}.</source>
        <translation>Déséquilibre&#xa0;: {} images, les autres styles en ont environ {}.</translation>
    </message>
    <message>
        <source>Cannot be read: {}</source>
        <translation>Illisible&#xa0;: {}</translation>
    </message>
    <message>
        <source>Small: {} pixels, less than a training crop. Use a larger copy.</source>
        <translation>Petite&#xa0;: {} pixels, moins qu’un cadrage d’entraînement. Utiliser une copie plus grande.</translation>
    </message>
    <message>
        <source>The same picture as “{}”. Remove one of them.</source>
        <translation>La même image que «&#xa0;{}&#xa0;». Retirer l’une des deux.</translation>
    </message>
    <message>
        <source>Also in the style “{}”. The two styles would mix; keep it in one.</source>
        <translation>Aussi dans le style «&#xa0;{}&#xa0;». Les deux styles se mêleraient&#xa0;; la garder dans un seul.</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>What a drop here would do</source>
        <translation>Ce que ferait un dépôt ici</translation>
    </message>
</context>
<context>
    <name>ExploreDialog</name>
    <message>
        <source>Explore</source>
        <extracomment>Values along a side.</extracomment>
        <translation>Explorer</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Colonnes</translation>
    </message>
    <message>
        <source>Click a picture to use its settings, or use arrows and Enter</source>
        <translation>Cliquez sur une image pour utiliser ses réglages, ou utilisez les flèches et Entrée</translation>
    </message>
    <message>
        <source>Explore sheet</source>
        <translation>Planche d’exploration</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>Pictures drawn</source>
        <translation>Images dessinées</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Enregistrer…</translation>
    </message>
    <message>
        <source>Save the sheet as one picture</source>
        <translation>Enregistrer la planche en une image</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Put the sheet on the clipboard</source>
        <translation>Mettre la planche dans le presse-papiers</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Fermer cette fenêtre</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>Dessin en cours…</translation>
    </message>
    <message>
        <source>No model can draw these together.</source>
        <translation>Aucun modèle ne peut dessiner cela ensemble.</translation>
    </message>
    <message>
        <source>explore</source>
        <translation>explorer</translation>
    </message>
    <message>
        <source>Save the sheet</source>
        <translation>Enregistrer la planche</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.webp)</source>
        <translation>Images (*.png *.jpg *.webp)</translation>
    </message>
    <message>
        <source>“{}” could not be written: {}.</source>
        <translation>«&#xa0;{}&#xa0;» n’a pas pu être écrit&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Choose another folder or name.</source>
        <translation>Choisir un autre dossier ou un autre nom.</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} enregistré</translation>
    </message>
    <message>
        <source>Sheet copied.</source>
        <translation>Planche copiée.</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>Not finished.</source>
        <translation>Inachevée.</translation>
    </message>
    <message>
        <source>Click a picture to use its settings.</source>
        <translation>Cliquer sur une image pour prendre ses réglages.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Dessiner</translation>
    </message>
    <message>
        <source>Draw what is ticked</source>
        <translation>Dessiner ce qui est coché</translation>
    </message>
    <message>
        <source>Two different settings, and one to {n} values of each</source>
        <translation>Deux réglages différents, avec 1 à {n} valeurs chacun</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
</context>
<context>
    <name>ExportBar</name>
    <message>
        <source>Export…</source>
        <extracomment>Of a file, in characters: systems refuse 255 bytes and more.</extracomment>
        <translation>Exporter…</translation>
    </message>
    <message>
        <source>Save this picture in full size (Ctrl+E)</source>
        <translation>Enregistrer cette image en taille réelle (Ctrl+E)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Put this picture in full size on the clipboard</source>
        <translation>Mettre cette image en taille réelle dans le presse-papiers</translation>
    </message>
    <message>
        <source>Explore…</source>
        <translation>Explorer…</translation>
    </message>
    <message>
        <source>All styles at several strengths, or any two settings, in one picture</source>
        <translation>Tous les styles à plusieurs intensités, ou deux réglages au choix, en une image</translation>
    </message>
    <message>
        <source>Batch…</source>
        <translation>Lot…</translation>
    </message>
    <message>
        <source>Stylize many files and folders (Ctrl+Shift+E)</source>
        <translation>Styliser beaucoup de fichiers et de dossiers (Ctrl+Maj+E)</translation>
    </message>
    <message>
        <source>Give your trained styles to a friend, or open theirs</source>
        <translation>Donner ses styles entraînés, ou ouvrir ceux d’autrui</translation>
    </message>
    <message>
        <source>Style file</source>
        <translation>Fichier de style</translation>
    </message>
    <message>
        <source>Style file  ▾</source>
        <translation>Fichier de style  ▾</translation>
    </message>
    <message>
        <source>Save style file…</source>
        <translation>Enregistrer un fichier de style…</translation>
    </message>
    <message>
        <source>Open style file…</source>
        <translation>Ouvrir un fichier de style…</translation>
    </message>
    <message>
        <source>Making the picture in full size…</source>
        <translation>Création de l’image en taille réelle…</translation>
    </message>
    <message>
        <source>Style files (*.safetensors)</source>
        <translation>Fichiers de style (*.safetensors)</translation>
    </message>
    <message>
        <source>Save style file</source>
        <translation>Enregistrer un fichier de style</translation>
    </message>
    <message>
        <source>Open style file</source>
        <translation>Ouvrir un fichier de style</translation>
    </message>
    <message>
        <source>Wait for refining, or cancel it: what is reached is kept.</source>
        <translation>Attendre la fin de l’affinage, ou l’annuler&#xa0;: l’acquis est gardé.</translation>
    </message>
    <message>
        <source>There is no stylized picture yet.</source>
        <translation>Il n’y a pas encore d’image stylisée.</translation>
    </message>
    <message>
        <source>Choose a photo and train a style first.</source>
        <translation>Choisir d’abord une photo et entraîner un style.</translation>
    </message>
    <message>
        <source>Batch ({})…</source>
        <translation>Lot ({})…</translation>
    </message>
    <message>
        <source>“{}” was saved.</source>
        <translation>«&#xa0;{}&#xa0;» a été enregistré.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>The project “{}” was made with the styles {}.</source>
        <translation>Le projet «&#xa0;{}&#xa0;» a été créé avec les styles {}.</translation>
    </message>
    <message>
        <source>File, Open project shows it whenever you like; this project is unchanged.</source>
        <translation>Fichier, Ouvrir un projet le montre à tout moment&#xa0;; ce projet-ci est inchangé.</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>L’ouvrir</translation>
    </message>
    <message>
        <source>Picture copied ({}).</source>
        <translation>Image copiée ({}).</translation>
    </message>
    <message>
        <source>The picture could not be made.</source>
        <translation>L’image n’a pas pu être créée.</translation>
    </message>
    <message>
        <source>Try again with a smaller size, or copy the details.</source>
        <translation>Réessayer en plus petit, ou copier les détails.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export picture</source>
        <translation>Exporter l’image</translation>
    </message>
    <message>
        <source>Name of the file, without its ending</source>
        <translation>Nom du fichier, sans extension</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Nom du fichier</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Changer…</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Choisir un autre dossier</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Enregistrer l’image</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>Fermer sans enregistrer</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>The clip is made by the network alone; cancelled, it ends early.</source>
        <translation>Le clip est fait par le réseau seul ; en cas d’annulation, il se termine plus tôt.</translation>
    </message>
    <message>
        <source>The picture is saved as it is shown: {}.</source>
        <translation>L’image est enregistrée telle qu’elle est montrée&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Folder for the picture</source>
        <translation>Dossier de l’image</translation>
    </message>
    <message>
        <source>“{}” is there already and will be replaced.</source>
        <translation>«&#xa0;{}&#xa0;» existe déjà et sera remplacé.</translation>
    </message>
    <message>
        <source>Will be saved as “{}”.</source>
        <translation>Sera enregistré sous «&#xa0;{}&#xa0;».</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
</context>
<context>
    <name>ExportOptions</name>
    <message>
        <source>Whole clip</source>
        <translation>Clip entier</translation>
    </message>
    <message>
        <source>All frames of a photo that moves, without flicker; else its first one</source>
        <translation>Toutes les images d’une photo animée, sans scintillement ; sinon la première seulement</translation>
    </message>
    <message>
        <source>How whole clips are written</source>
        <translation>Format d’enregistrement des clips entiers</translation>
    </message>
    <message>
        <source>Kind of clip</source>
        <translation>Type de clip</translation>
    </message>
    <message>
        <source>Animated PNG</source>
        <translation>PNG animé</translation>
    </message>
    <message>
        <source>Without any loss; large files</source>
        <translation>Sans aucune perte&#xa0;; gros fichiers</translation>
    </message>
    <message>
        <source>Small files that every program opens</source>
        <translation>Petits fichiers que tout programme ouvre</translation>
    </message>
    <message>
        <source>The smallest files; keeps transparency</source>
        <translation>Les plus petits fichiers&#xa0;; garde la transparence</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Calques</translation>
    </message>
    <message>
        <source>Photo and result as layers, for Krita and GIMP</source>
        <translation>Photo et résultat en calques, pour Krita et GIMP</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>92 is hard to tell from the original; less makes smaller files</source>
        <translation>92 se distingue à peine de l’original&#xa0;; moins donne des fichiers plus petits</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualité</translation>
    </message>
    <message>
        <source>The photo&apos;s own size, or at most so many pixels a side</source>
        <translation>La taille de la photo, ou au plus tant de pixels de côté</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>Comme la photo</translation>
    </message>
    <message>
        <source>At most {} px</source>
        <translation>Au plus {} px</translation>
    </message>
    <message>
        <source>Keep photo metadata and add LGT settings</source>
        <translation>Garder les métadonnées et ajouter les réglages de LGT</translation>
    </message>
    <message>
        <source>Written into the file; clear it to share the picture without them</source>
        <translation>Écrites dans le fichier&#xa0;; décocher pour partager sans elles</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Métadonnées</translation>
    </message>
</context>
<context>
    <name>ExportProgress</name>
    <message>
        <source>Export</source>
        <extracomment>Small pictures are done before anybody could read about them.</extracomment>
        <translation>Exportation</translation>
    </message>
    <message>
        <source>The picture that is being made</source>
        <translation>L’image en cours de création</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>Share that is made</source>
        <translation>Part déjà faite</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Give it up; of a clip, what is done is kept</source>
        <translation>Abandonner ; d’un clip, ce qui est fait est conservé</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>En cours…</translation>
    </message>
    <message>
        <source>Picture: {} left</source>
        <translation>Image&#xa0;: encore {}</translation>
    </message>
</context>
<context>
    <name>ExportQueue</name>
    <message>
        <source>The batch could not be saved: {}.</source>
        <translation>Le lot n’a pas pu être enregistré&#xa0;: {}.</translation>
    </message>
    <message>
        <source>The pictures that are done are on the disk.</source>
        <translation>Les images faites sont sur le disque.</translation>
    </message>
    <message>
        <source>Free some space; the list is kept until LGT closes.</source>
        <translation>Libérer de la place&#xa0;; la liste est gardée jusqu’à la fermeture de LGT.</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>picture</source>
        <translation>image</translation>
    </message>
</context>
<context>
    <name>FilmPanel</name>
    <message>
        <source>The same photo as training went on: drag to scrub</source>
        <translation>La même photo au fil de l’entraînement&#xa0;: glisser pour parcourir</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>Film</translation>
    </message>
    <message>
        <source>Save GIF…</source>
        <translation>Enregistrer le GIF…</translation>
    </message>
    <message>
        <source>Save the film as a moving picture</source>
        <translation>Enregistrer le film en image animée</translation>
    </message>
    <message>
        <source>Film of the run</source>
        <translation>Film de la session</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>Enregistrer le film</translation>
    </message>
    <message>
        <source>Moving picture (*.gif)</source>
        <translation>Image animée (*.gif)</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Pictures being added</source>
        <translation>Images en cours d’ajout</translation>
    </message>
    <message>
        <source>How many of the pictures are copied</source>
        <translation>Nombre d’images déjà copiées</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop adding; nothing is kept</source>
        <translation>Arrêter l’ajout&#xa0;; rien n’est gardé</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Examen des fichiers…</translation>
    </message>
    <message>
        <source>{} found so far…</source>
        <translation>{} jusqu’ici…</translation>
    </message>
    <message>
        <source>{:,} of {:,}: {}</source>
        <translation>{:,} sur {:,}&#xa0;: {}</translation>
    </message>
    <message>
        <source>{} added, {} left out.</source>
        <translation>Ajout&#xa0;: {}&#xa0;; laissé de côté&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Nothing was added: {} left out.</source>
        <translation>Rien n’a été ajouté&#xa0;; laissé de côté&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Details lists each with its reason.</source>
        <translation>«&#xa0;Détails&#xa0;» donne la raison de chacun.</translation>
    </message>
    <message>
        <source>The pictures could not be added.</source>
        <translation>Les images n’ont pas pu être ajoutées.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try fewer pictures at once, or copy the details.</source>
        <translation>Rien n’a changé. Essayer moins d’images à la fois, ou copier les détails.</translation>
    </message>
    <message>
        <source>“{}” was deleted.</source>
        <translation>«&#xa0;{}&#xa0;» a été supprimé.</translation>
    </message>
    <message>
        <source>{} deleted.</source>
        <translation>Supprimé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>LogDialog</name>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Nothing has gone wrong so far.</source>
        <translation>Rien ne s’est mal passé jusqu’ici.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>Copier le journal</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Learn a picture style and steer it</source>
        <extracomment>At most so many pixels does a system put around a window, besides its title.</extracomment>
        <translation>Apprendre un style d’image et le doser</translation>
    </message>
</context>
<context>
    <name>MarkedSlider</name>
    <message>
        <source>{}, between {} and {}</source>
        <extracomment>Least distance of two words.</extracomment>
        <translation>{}, entre {} et {}</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>fill the mask</source>
        <translation>remplir le masque</translation>
    </message>
    <message>
        <source>invert the mask</source>
        <translation>inverser le masque</translation>
    </message>
    <message>
        <source>clear the mask</source>
        <translation>vider le masque</translation>
    </message>
    <message>
        <source>load a mask</source>
        <translation>charger un masque</translation>
    </message>
    <message>
        <source>The mask was not saved: {}.</source>
        <translation>Le masque n’a pas été enregistré : {}.</translation>
    </message>
    <message>
        <source>It holds as long as this photo is in view.</source>
        <translation>Il reste valable tant que cette photo est affichée.</translation>
    </message>
    <message>
        <source>Check that the disk has space and the folder may be written.</source>
        <translation>Vérifier que le disque a de la place et que le dossier est accessible en écriture.</translation>
    </message>
    <message>
        <source>There is no photo to paint on.</source>
        <translation>Il n’y a pas de photo à peindre.</translation>
    </message>
    <message>
        <source>Choose one first.</source>
        <translation>En choisir une d’abord.</translation>
    </message>
    <message>
        <source>The mask of “{}” is damaged.</source>
        <translation>Le masque de « {} » est endommagé.</translation>
    </message>
    <message>
        <source>The photo is shown without it; paint it anew.</source>
        <translation>La photo est affichée sans lui ; le repeindre.</translation>
    </message>
</context>
<context>
    <name>MissingProjectWatch</name>
    <message>
        <source>The folder of “{}” is not there any more.</source>
        <translation>Le dossier de «&#xa0;{}&#xa0;» n’est plus là.</translation>
    </message>
    <message>
        <source>It was renamed or moved, or its drive is gone. Everything you see is kept, and nothing is written elsewhere. LGT goes on when the folder is back at {}.</source>
        <translation>Il a été renommé ou déplacé, ou son disque est parti. Tout ce qui est affiché est gardé, et rien n’est écrit ailleurs. LGT reprend dès que le dossier est de retour dans {}.</translation>
    </message>
    <message>
        <source>The training waits until then.</source>
        <translation>L’entraînement attend jusque-là.</translation>
    </message>
    <message>
        <source>Find it…</source>
        <translation>Le trouver…</translation>
    </message>
    <message>
        <source>Where is the project now?</source>
        <translation>Où est le projet maintenant&#xa0;?</translation>
    </message>
</context>
<context>
    <name>OptionRow</name>
    <message>
        <source>Reset</source>
        <translation>Rétablir</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Revenir à la valeur par défaut</translation>
    </message>
    <message>
        <source>Reset {}</source>
        <translation>Rétablir {}</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatique</translation>
    </message>
</context>
<context>
    <name>PictureShelf</name>
    <message>
        <source>Photos</source>
        <translation>Photos</translation>
    </message>
    <message>
        <source>Used for training, and these are the ones you stylize</source>
        <translation>Servent à l’entraînement, et ce sont celles à styliser</translation>
    </message>
    <message>
        <source>Style pictures</source>
        <translation>Images de style</translation>
    </message>
    <message>
        <source>What the style is learned from; Delete removes the selected</source>
        <translation>Le style s’apprend d’elles&#xa0;; Suppr retire la sélection</translation>
    </message>
    <message>
        <source>‹ Styles</source>
        <translation>‹ Styles</translation>
    </message>
    <message>
        <source>Back to all styles (Esc)</source>
        <translation>Retour à tous les styles (Échap)</translation>
    </message>
    <message>
        <source>Choose photos for training and to stylize (Ctrl+O)</source>
        <translation>Choisir des photos à entraîner et à styliser (Ctrl+O)</translation>
    </message>
    <message>
        <source>Choose style pictures</source>
        <translation>Choisir des images de style</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Ajouter…</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Sélectionner</translation>
    </message>
    <message>
        <source>Select the pictures with a remark</source>
        <translation>Sélectionner les images avec une remarque</translation>
    </message>
    <message>
        <source>Drop photos here. Used for training, and these are the ones you stylize.</source>
        <translation>Déposer des photos ici. Elles servent à l’entraînement et sont celles à styliser.</translation>
    </message>
    <message>
        <source>Drop style pictures here: paintings, drawings, textures. One is enough; five or more are better.</source>
        <translation>Déposer des images de style ici&#xa0;: peintures, dessins, textures. Une suffit&#xa0;; cinq ou plus, c’est mieux.</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>illisible</translation>
    </message>
    <message>
        <source>small</source>
        <translation>petite</translation>
    </message>
    <message>
        <source>double</source>
        <translation>en double</translation>
    </message>
    <message>
        <source>in two styles</source>
        <translation>dans deux styles</translation>
    </message>
    <message>
        <source>Worth a look: {}</source>
        <translation>À vérifier&#xa0;: {}</translation>
    </message>
    <message>
        <source>Add photos</source>
        <translation>Ajouter des photos</translation>
    </message>
    <message>
        <source>Add style pictures</source>
        <translation>Ajouter des images de style</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <source>Delete {}</source>
        <translation>Supprimer {}</translation>
    </message>
</context>
<context>
    <name>PictureStrip</name>
    <message>
        <source>none chosen</source>
        <extracomment>Room for a caption under each picture.</extracomment>
        <translation>aucune choisie</translation>
    </message>
    <message>
        <source>{}, picture {} of {}</source>
        <translation>{}, image {} sur {}</translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <source>Preview this photo</source>
        <translation>Aperçu de cette photo</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>Photo précédente</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>Photo suivante</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Ouvrir…</translation>
    </message>
    <message>
        <source>Preview any photo</source>
        <translation>Aperçu de n’importe quelle photo</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Partagé</translation>
    </message>
    <message>
        <source>Drag the line between photo and result</source>
        <translation>Glisser la ligne entre photo et résultat</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Côte à côte</translation>
    </message>
    <message>
        <source>Photo and result beside each other</source>
        <translation>Photo et résultat l’un à côté de l’autre</translation>
    </message>
    <message>
        <source>Flicker: both in turns; Space or ← → hold one</source>
        <translation>Alternance : les deux tour à tour ; Espace ou ← → en garde une</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Only the result; hold Space for the photo</source>
        <translation>Seulement le résultat&#xa0;; tenir Espace pour la photo</translation>
    </message>
    <message>
        <source>How to compare</source>
        <translation>Façon de comparer</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Alternance</translation>
    </message>
    <message>
        <source>Fit (Ctrl+0) or 100 % (Ctrl+1)</source>
        <translation>Ajuster (Ctrl+0) ou 100 % (Ctrl+1)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Which learned style</source>
        <translation>Quel style appris</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>A second style to blend in</source>
        <translation>Un second style à mélanger</translation>
    </message>
    <message>
        <source>Blend with</source>
        <translation>Mélanger avec</translation>
    </message>
    <message>
        <source>Share of the second style</source>
        <translation>Part du second style</translation>
    </message>
    <message>
        <source>Blend share</source>
        <translation>Part du mélange</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
    <message>
        <source>exaggerated</source>
        <translation>exagéré</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>full</source>
        <translation>plein</translation>
    </message>
    <message>
        <source>How strong the style is: 0 is the photo, 1 is normal, 1.5 is full, 2 is exaggerated</source>
        <translation>Intensité du style&#xa0;: 0 la photo, 1 normal, 1.5 plein, 2 exagéré</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Intensité</translation>
    </message>
    <message>
        <source>Strength as a number</source>
        <translation>Intensité en nombre</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>Quality steps: more = finer but slower</source>
        <translation>Étapes de qualité&#xa0;: plus = plus fin mais plus lent</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>A different number gives a different variation</source>
        <translation>Un autre nombre donne une autre variante</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Five strengths side by side: click one to use it</source>
        <translation>Cinq intensités côte à côte&#xa0;: cliquer pour choisir</translation>
    </message>
    <message>
        <source>Strengths</source>
        <translation>Intensités</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Mélange</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Preview a photo</source>
        <translation>Aperçu d’une photo</translation>
    </message>
    <message>
        <source>No photo yet</source>
        <translation>Pas encore de photo</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>Drop a photo here to see it in your style</source>
        <translation>Déposer une photo ici pour la voir dans le style choisi</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Ouverture…</translation>
    </message>
    <message>
        <source>Looking at the style pictures…</source>
        <translation>Examen des images de style…</translation>
    </message>
    <message>
        <source>Add style pictures to see this photo in their style</source>
        <translation>Ajouter des images de style pour voir cette photo dans leur style</translation>
    </message>
    <message>
        <source>, colours {:.2f}</source>
        <translation>, couleurs {:.2f}</translation>
    </message>
    <message>
        <source>, masked</source>
        <translation>, masqué</translation>
    </message>
    <message>
        <source>{}, being refined</source>
        <translation>{}, affinage en cours</translation>
    </message>
    <message>
        <source>Step {:,}</source>
        <translation>Étape {:,}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
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
        <translation>l’ajout d’images</translation>
    </message>
    <message>
        <source>add style “{}”</source>
        <translation>l’ajout du style «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>rename “{}”</source>
        <translation>le renommage de «&#xa0;{}&#xa0;»</translation>
    </message>
    <message>
        <source>delete style “{}”</source>
        <translation>la suppression du style «&#xa0;{}&#xa0;»</translation>
    </message>
    <message numerus="yes">
        <source>delete %n picture(s)</source>
        <translation>
            <numerusform>la suppression de %n image</numerusform>
            <numerusform>la suppression de %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message>
        <source>Checking hardware…</source>
        <translation>Examen du matériel…</translation>
    </message>
    <message>
        <source>My styles</source>
        <translation>Mes styles</translation>
    </message>
    <message>
        <source>Opening “{}”…</source>
        <translation>Ouverture de «&#xa0;{}&#xa0;»…</translation>
    </message>
    <message>
        <source>A training is running.</source>
        <translation>Un entraînement est en cours.</translation>
    </message>
    <message>
        <source>Stop it before you open another project.</source>
        <translation>L’arrêter avant d’ouvrir un autre projet.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>The project was found at {}.</source>
        <translation>Le projet a été trouvé dans {}.</translation>
    </message>
    <message>
        <source>The project&apos;s folder is back.</source>
        <translation>Le dossier du projet est de retour.</translation>
    </message>
    <message>
        <source>Saved {}; it holds no picture.</source>
        <translation>{} enregistré&#xa0;; il ne contient aucune image.</translation>
    </message>
</context>
<context>
    <name>ProjectView</name>
    <message>
        <source>There is no result to compare with yet.</source>
        <translation>Il n’y a pas encore de résultat à comparer.</translation>
    </message>
    <message>
        <source>Compare with a picture</source>
        <translation>Comparer avec une image</translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation>{} enregistré</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>Le presse-papiers ne contient aucune image.</translation>
    </message>
    <message>
        <source>Nothing is selected: click a photo or a style first.</source>
        <translation>Rien n’est sélectionné&#xa0;: cliquer d’abord une photo ou un style.</translation>
    </message>
    <message>
        <source>Train a style first.</source>
        <translation>Entraîner d’abord un style.</translation>
    </message>
</context>
<context>
    <name>Readiness</name>
    <message>
        <source>The engine is missing</source>
        <translation>Le moteur manque</translation>
    </message>
    <message>
        <source>Checking hardware…</source>
        <translation>Examen du matériel…</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Exportation</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Lot</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
</context>
<context>
    <name>RefineButtons</name>
    <message>
        <source>Refine</source>
        <translation>Affiner</translation>
    </message>
    <message>
        <source>How many steps, where to start, and whether by itself</source>
        <translation>Combien d’étapes, d’où partir, et si de soi-même</translation>
    </message>
    <message>
        <source>How to refine</source>
        <translation>Façon d’affiner</translation>
    </message>
    <message>
        <source>Start from the network&apos;s picture</source>
        <translation>Partir de l’image du réseau</translation>
    </message>
    <message>
        <source>Otherwise it starts from the photo, which gives clearer strokes</source>
        <translation>Sinon depuis la photo, ce qui donne des traits plus nets</translation>
    </message>
    <message>
        <source>Refine by itself when nothing moves</source>
        <translation>Affiner de soi-même quand rien ne bouge</translation>
    </message>
    <message>
        <source>Uses the processor while the picture is at rest; not on battery</source>
        <translation>Utilise le processeur quand l’image est au repos&#xa0;; pas sur batterie</translation>
    </message>
    <message>
        <source>{}, about {}</source>
        <translation>{}, environ {}</translation>
    </message>
    <message>
        <source>A picture is being refined.</source>
        <translation>Une image est en cours d’affinage.</translation>
    </message>
    <message>
        <source>Make the best picture of this photo in this style: slower, finer than the network&apos;s. {} (Ctrl+R)</source>
        <translation>Faire la meilleure image de cette photo dans ce style&#xa0;: plus lent, plus fin que le réseau. {} (Ctrl+R)</translation>
    </message>
</context>
<context>
    <name>RefineNote</name>
    <message>
        <source>Refining</source>
        <translation>Affinage</translation>
    </message>
    <message>
        <source>How far the picture is</source>
        <translation>Avancement de l’image</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>Steps that are done</source>
        <translation>Étapes faites</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop here; what is reached is kept (Ctrl+R)</source>
        <translation>S’arrêter ici&#xa0;; l’acquis est gardé (Ctrl+R)</translation>
    </message>
    <message>
        <source>Show the refined one</source>
        <translation>Montrer l’affinée</translation>
    </message>
    <message>
        <source>It is kept for this photo and look</source>
        <translation>Elle est gardée pour cette photo et ce rendu</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>Arrêt après cette étape…</translation>
    </message>
    <message>
        <source>Refining: getting ready…</source>
        <translation>Affinage&#xa0;: préparation…</translation>
    </message>
    <message>
        <source>Refining: step {} of {}</source>
        <translation>Affinage&#xa0;: étape {} sur {}</translation>
    </message>
    <message>
        <source>{}, about {} left</source>
        <translation>{}, encore {} environ</translation>
    </message>
    <message>
        <source>Back to the network&apos;s picture</source>
        <translation>Revenir à l’image du réseau</translation>
    </message>
    <message>
        <source>The refined picture is kept</source>
        <translation>L’image affinée est gardée</translation>
    </message>
    <message>
        <source>The network&apos;s picture</source>
        <translation>L’image du réseau</translation>
    </message>
</context>
<context>
    <name>RefineSwitch</name>
    <message>
        <source>Refine (slower, best)</source>
        <translation>Affiner (plus lent, meilleur)</translation>
    </message>
    <message>
        <source>Work on each picture as the Refine button does</source>
        <translation>Travailler chaque image comme le bouton «&#xa0;Affiner&#xa0;»</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>Affiner</translation>
    </message>
    <message>
        <source>More steps take longer and come closer to the style</source>
        <translation>Plus d’étapes durent plus et approchent mieux le style</translation>
    </message>
    <message>
        <source>Steps of refining</source>
        <translation>Étapes de l’affinage</translation>
    </message>
    <message>
        <source>On a computer without a graphics card a picture takes half a minute or more. The time left is shown once the first steps are done.</source>
        <translation>Sans carte graphique, une image prend une demi-minute ou plus. Le temps restant s’affiche après les premières étapes.</translation>
    </message>
    <message>
        <source>About {} a picture, as measured last on this computer.</source>
        <translation>Environ {} par image, selon la dernière mesure sur cet ordinateur.</translation>
    </message>
    <message>
        <source>{} for the {} that wait.</source>
        <translation>{} pour ce qui attend ({}).</translation>
    </message>
</context>
<context>
    <name>Refining</name>
    <message>
        <source>Choose a photo first.</source>
        <extracomment>So many pictures that were refined by themselves are kept while a project is open. The newest progress; None before the first. Seconds a step took last; None before any.</extracomment>
        <translation>Choisir d’abord une photo.</translation>
    </message>
    <message>
        <source>Add a style with at least one picture first.</source>
        <translation>Ajouter d’abord un style avec au moins une image.</translation>
    </message>
    <message>
        <source>Pause or stop the training first: its model changes all the time.</source>
        <translation>Mettre d’abord l’entraînement en pause ou l’arrêter&#xa0;: son modèle change sans cesse.</translation>
    </message>
    <message>
        <source>This model is from an earlier LGT and does not hold what refining needs. Train its styles again; a quick training is enough.</source>
        <translation>Ce modèle vient d’un LGT antérieur et ne contient pas ce que demande l’affinage. Entraîner à nouveau ses styles&#xa0;; un entraînement rapide suffit.</translation>
    </message>
    <message>
        <source>show the refined picture</source>
        <translation>l’affichage de l’image affinée</translation>
    </message>
    <message>
        <source>show the network&apos;s picture</source>
        <translation>l’affichage de l’image du réseau</translation>
    </message>
    <message>
        <source>refine the picture</source>
        <translation>l’affinage de l’image</translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>Add a style with at least one picture to train.</source>
        <translation>Pour entraîner, ajouter un style avec au moins une image.</translation>
    </message>
    <message>
        <source>The style “{}” is gone, or has no pictures.</source>
        <translation>Le style « {} » n’existe plus ou n’a pas d’images.</translation>
    </message>
    <message>
        <source>Add pictures of it.</source>
        <translation>En ajouter des images.</translation>
    </message>
    <message>
        <source>Drop a folder of pictures.</source>
        <translation>Déposer un dossier d’images.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Rendu</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Calcul</translation>
    </message>
    <message>
        <source>When work is done</source>
        <translation>Quand un travail est terminé</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Close the settings</source>
        <translation>Fermer les réglages</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Clair ou sombre</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>No stripes that move while LGT works, no fading menus</source>
        <translation>Pas de rayures mobiles pendant que LGT travaille, pas de menus en fondu</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Moins de mouvement</translation>
    </message>
    <message>
        <source>Used from the next start of LGT on.</source>
        <translation>Vaut dès le prochain démarrage de LGT.</translation>
    </message>
    <message>
        <source>Choose the fastest</source>
        <translation>Choisir le plus rapide</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Processeur (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (CUDA, ROCm)</source>
        <translation>Carte NVIDIA ou AMD (CUDA, ROCm)</translation>
    </message>
    <message>
        <source>Intel GPU (XPU)</source>
        <translation>GPU Intel (XPU)</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>GPU Apple</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>Where to compute</source>
        <translation>Où se fait le calcul</translation>
    </message>
    <message>
        <source>The preview follows the training</source>
        <translation>L’aperçu suit l’entraînement</translation>
    </message>
    <message>
        <source>Make the preview anew whenever the training has saved</source>
        <translation>Refaire l’aperçu chaque fois que l’entraînement a enregistré</translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation>Trouvé&#xa0;: {}</translation>
    </message>
    <message>
        <source>A training, a batch or refining ended or failed, and another window is used</source>
        <translation>Un entraînement, un lot ou un affinage a fini ou échoué, et une autre fenêtre est devant</translation>
    </message>
    <message>
        <source>Show a notification</source>
        <translation>Montrer une notification</translation>
    </message>
    <message>
        <source>Play a sound</source>
        <translation>Jouer un son</translation>
    </message>
    <message>
        <source>While LGT is not in front:</source>
        <translation>Tant que LGT n’est pas devant&#xa0;:</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projets</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Journaux</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Ouvrir ce dossier</translation>
    </message>
    <message>
        <source>Open the folder of {}</source>
        <translation>Ouvrir le dossier&#xa0;: {}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Zone d’image</translation>
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
        <translation>Double-cliquer pour voir ses images, F2 pour renommer</translation>
    </message>
</context>
<context>
    <name>StyleOfferDialog</name>
    <message>
        <source>Open style file</source>
        <translation>Ouvrir un fichier de style</translation>
    </message>
    <message>
        <source>New project with these styles?</source>
        <translation>Nouveau projet avec ces styles&#xa0;?</translation>
    </message>
    <message>
        <source>no sample</source>
        <translation>pas d’exemple</translation>
    </message>
    <message>
        <source>A new project with {}, {} as samples and a model of {:.1f} MB (codec {}, {:,} steps).</source>
        <translation>Un nouveau projet avec {}, {} en exemple et un modèle de {:.1f} Mo (codec {}, {:,} étapes).</translation>
    </message>
    <message>
        <source>Checked: contains no program code. Your own projects stay as they are.</source>
        <translation>Vérifié&#xa0;: ne contient aucun code. Les autres projets restent tels quels.</translation>
    </message>
    <message>
        <source>Make project</source>
        <translation>Créer le projet</translation>
    </message>
    <message>
        <source>Make a project of these styles</source>
        <translation>Créer un projet avec ces styles</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Leave no trace</source>
        <translation>Ne laisser aucune trace</translation>
    </message>
</context>
<context>
    <name>StyleShelf</name>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>Drop a folder of pictures for a new style; double-click a card to open it</source>
        <translation>Déposer un dossier d’images pour un nouveau style&#xa0;; double-cliquer une carte pour l’ouvrir</translation>
    </message>
    <message>
        <source>Drop a folder of pictures here: it becomes a style named after it.</source>
        <translation>Déposer un dossier d’images ici&#xa0;: il devient un style du même nom.</translation>
    </message>
    <message>
        <source>Make an empty style and name it</source>
        <translation>Créer un style vide et le nommer</translation>
    </message>
    <message>
        <source>New style</source>
        <translation>Nouveau style</translation>
    </message>
    <message>
        <source>New style from files</source>
        <translation>Nouveau style depuis des fichiers</translation>
    </message>
    <message>
        <source>Make a style from a folder or from pictures</source>
        <translation>Créer un style depuis un dossier ou des images</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>Depuis un dossier…</translation>
    </message>
    <message>
        <source>From pictures…</source>
        <translation>Depuis des images…</translation>
    </message>
    <message>
        <source>Folder of style pictures</source>
        <translation>Dossier d’images de style</translation>
    </message>
    <message>
        <source>Style pictures of a new style</source>
        <translation>Images d’un nouveau style</translation>
    </message>
    <message>
        <source>New style from this picture</source>
        <translation>Nouveau style depuis cette image</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>New style from a folder…</source>
        <translation>Nouveau style depuis un dossier…</translation>
    </message>
</context>
<context>
    <name>StyleStates</name>
    <message>
        <source>Training paused</source>
        <translation>Entraînement en pause</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Entraînement…</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Appris</translation>
    </message>
    <message>
        <source>Training failed</source>
        <translation>Entraînement échoué</translation>
    </message>
    <message>
        <source>Not trained yet</source>
        <translation>Pas encore entraîné</translation>
    </message>
</context>
<context>
    <name>SuccessNote</name>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Ce qui vient d’être fait</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Train</source>
        <translation>Entraîner</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Recommencer</translation>
    </message>
    <message>
        <source>Begin anew; the last run is kept</source>
        <translation>Repartir de zéro&#xa0;; la dernière session est gardée</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Save and stop; you can go on later</source>
        <translation>Enregistrer et arrêter&#xa0;; on peut reprendre plus tard</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>Durée d’entraînement</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minutes</translation>
    </message>
    <message>
        <source>How long to train</source>
        <translation>Combien de temps entraîner</translation>
    </message>
    <message>
        <source>Advanced…</source>
        <translation>Avancé…</translation>
    </message>
    <message>
        <source>All options of the engine, each with an explanation</source>
        <translation>Toutes les options du moteur, chacune avec une explication (en anglais)</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>Where LGT computes</source>
        <translation>Où LGT calcule</translation>
    </message>
    <message>
        <source>Memory that a training step needs</source>
        <translation>Mémoire que demande une étape d’entraînement</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avancement</translation>
    </message>
    <message>
        <source>Share of the run</source>
        <translation>Part de la session</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Temps restant</translation>
    </message>
    <message>
        <source>Time left and speed</source>
        <translation>Temps restant et vitesse</translation>
    </message>
    <message>
        <source>Training queue: several runs, one after another</source>
        <translation>File d’entraînement : plusieurs entraînements l’un après l’autre</translation>
    </message>
    <message>
        <source>Queue…</source>
        <translation>File…</translation>
    </message>
    <message>
        <source>Queue ({n})…</source>
        <translation>File ({n})…</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How large strokes are painted: 200 % looks at the style pictures twice as close, 50 % from twice as far. Applies to the next training.</source>
        <translation>Taille des traits peints&#xa0;: 200 % regarde les images de style deux fois plus près, 50 % deux fois plus loin. Vaut dès le prochain entraînement.</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Taille du pinceau</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Rétablir</translation>
    </message>
    <message>
        <source>Back to 100 %</source>
        <translation>Revenir à 100 %</translation>
    </message>
    <message>
        <source>Reset brush size</source>
        <translation>Rétablir la taille du pinceau</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Rapide</translation>
    </message>
    <message>
        <source>A first impression</source>
        <translation>Une première impression</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Bon</translation>
    </message>
    <message>
        <source>A style you can use</source>
        <translation>Un style utilisable</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Meilleur</translation>
    </message>
    <message>
        <source>As strong as it gets</source>
        <translation>Aussi fort que possible</translation>
    </message>
    <message>
        <source>{what}: {n:.0f} minutes, fewer when it stops improving</source>
        <translation>{what}&#xa0;: {n:.0f} minutes, moins si le progrès s’arrête</translation>
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
        <translation>Autre
durée</translation>
    </message>
    <message>
        <source>Choose the minutes yourself</source>
        <translation>Choisir soi-même les minutes</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Train for</source>
        <translation>Durée</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Go on (Ctrl+Return)</source>
        <translation>Reprendre (Ctrl+Retour)</translation>
    </message>
    <message>
        <source>Pause (Ctrl+Return)</source>
        <translation>Mettre en pause (Ctrl+Retour)</translation>
    </message>
    <message>
        <source>Advanced ({n})…</source>
        <translation>Avancé ({n})…</translation>
    </message>
    <message>
        <source>Learn the styles (Ctrl+Return)</source>
        <translation>Apprendre les styles (Ctrl+Retour)</translation>
    </message>
    <message>
        <source>Train 1 more minute</source>
        <translation>Entraîner 1 minute de plus</translation>
    </message>
    <message>
        <source>Train {} more minutes</source>
        <translation>Entraîner {} minutes de plus</translation>
    </message>
    <message>
        <source>Go on where the last run ended (Ctrl+Return)</source>
        <translation>Reprendre où la dernière session a fini (Ctrl+Retour)</translation>
    </message>
    <message>
        <source>Continue at step {}</source>
        <translation>Reprendre à l’étape {}</translation>
    </message>
    <message>
        <source>Go on where the last run stopped (Ctrl+Return)</source>
        <translation>Reprendre où la dernière session s’est arrêtée (Ctrl+Retour)</translation>
    </message>
    <message>
        <source>The styles have changed since the last run: Train learns them all.</source>
        <translation>Les styles ont changé depuis la dernière session&#xa0;: «&#xa0;Entraîner&#xa0;» les apprend tous.</translation>
    </message>
    <message>
        <source>Tip: a dozen of your own photos makes the result better.</source>
        <translation>Astuce&#xa0;: une douzaine de photos personnelles améliore le résultat.</translation>
    </message>
    <message>
        <source>{}…</source>
        <translation>{}…</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Préparation</translation>
    </message>
    <message>
        <source>Step {}</source>
        <translation>Étape {}</translation>
    </message>
    <message>
        <source>Paused at step {}</source>
        <translation>En pause à l’étape {}</translation>
    </message>
    <message>
        <source>Stopping and saving…</source>
        <translation>Arrêt et enregistrement…</translation>
    </message>
    <message>
        <source>Saved at step {}</source>
        <translation>Enregistré à l’étape {}</translation>
    </message>
    <message>
        <source>Training ended with a problem</source>
        <translation>Entraînement fini par un problème</translation>
    </message>
    <message>
        <source>Paused while getting ready</source>
        <translation>En pause pendant la préparation</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Mise en pause…</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>encore {}</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}&#xa0;: {}</translation>
    </message>
    <message>
        <source>{:.1f} steps/s</source>
        <translation>{:.1f} étapes/s</translation>
    </message>
    <message>
        <source>Device: {}</source>
        <translation>Appareil&#xa0;: {}</translation>
    </message>
    <message>
        <source>Memory: {}, enough</source>
        <translation>Mémoire&#xa0;: {}, suffisant</translation>
    </message>
    <message>
        <source>Memory: {}, too little</source>
        <translation>Mémoire&#xa0;: {}, insuffisant</translation>
    </message>
    <message>
        <source>A training step with {n} photos needs about {need} of {total}.</source>
        <translation>Une étape d’entraînement avec {n} photos demande environ {need} sur {total}.</translation>
    </message>
</context>
<context>
    <name>TrainingQueueDialog</name>
    <message>
        <source>Training queue</source>
        <translation>File d’entraînement</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Waiting runs</source>
        <translation>Entraînements en attente</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>Entraîné</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Log of the queue</source>
        <translation>Journal de la file</translation>
    </message>
    <message>
        <source>Add current settings</source>
        <translation>Ajouter les réglages actuels</translation>
    </message>
    <message>
        <source>One run that learns these styles together</source>
        <translation>Un entraînement qui apprend ces styles ensemble</translation>
    </message>
    <message>
        <source>Every style</source>
        <translation>Chaque style à part</translation>
    </message>
    <message>
        <source>One run for each of these styles, alone</source>
        <translation>Un entraînement pour chacun de ces styles, seul</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Monter</translation>
    </message>
    <message>
        <source>Train the selected run sooner (Alt+Up)</source>
        <translation>Entraîner plus tôt ce qui est choisi (Alt+Haut)</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Descendre</translation>
    </message>
    <message>
        <source>Train the selected run later (Alt+Down)</source>
        <translation>Entraîner plus tard ce qui est choisi (Alt+Bas)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Take the selected runs out (Delete)</source>
        <translation>Retirer ce qui est choisi (Suppr)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Put back what was taken out of the list</source>
        <translation>Remettre ce qui a été retiré de la liste</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>Train what waits, one run after another</source>
        <translation>Entraîner ce qui attend, l’un après l’autre</translation>
    </message>
    <message>
        <source>Nothing waits. Choose styles on the right and add a run; runs are trained one after another, and one that fails does not stop the next.</source>
        <translation>Rien n’attend. Choisir des styles à droite et ajouter un entraînement ; ils se suivent, et un échec n’arrête pas le suivant.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Styles of the next run that is added</source>
        <translation>Styles du prochain entraînement ajouté</translation>
    </message>
    <message>
        <source>Add runs</source>
        <translation>Ajouter des entraînements</translation>
    </message>
    <message>
        <source>Choose them in the main window.</source>
        <translation>À choisir dans la fenêtre principale.</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
    <message>
        <source>training</source>
        <translation>entraînement</translation>
    </message>
    <message>
        <source>stopped, goes on</source>
        <translation>arrêté, continuera</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en attente</translation>
    </message>
    <message>
        <source>{} · {} steps</source>
        <translation>{} · {} étapes</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>run {}</source>
        <translation>entraînement {}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>begins after the run under way</source>
        <translation>commence après l’entraînement en cours</translation>
    </message>
</context>
<context>
    <name>WelcomePanel</name>
    <message>
        <source>Teach LGT a style</source>
        <translation>Apprendre un style à LGT</translation>
    </message>
    <message>
        <source>Give it a few pictures you love and some photos. It learns the style on this computer, and one slider decides how much of it your photos take on.</source>
        <translation>Il suffit de quelques images aimées et de quelques photos. LGT apprend le style sur cet ordinateur, et un curseur décide de ce que les photos en prennent.</translation>
    </message>
    <message>
        <source>Choose style pictures…</source>
        <translation>Choisir des images de style…</translation>
    </message>
    <message>
        <source>Choose pictures of one style</source>
        <translation>Choisir les images d’un style</translation>
    </message>
    <message>
        <source>Drop style pictures</source>
        <translation>Déposer des images de style</translation>
    </message>
    <message>
        <source>Drag pictures or folders anywhere onto this window. One folder = one style.</source>
        <translation>Glisser images ou dossiers n’importe où sur cette fenêtre. Un dossier = un style.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ouvrir un dossier…</translation>
    </message>
    <message>
        <source>Choose a folder of styles, a folder of pictures, or a project</source>
        <translation>Choisir un dossier de styles, un dossier d’images ou un projet</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>Ouvrir un dossier</translation>
    </message>
    <message>
        <source>One folder = one style. Put the photos to stylize in a folder named photos.</source>
        <translation>Un dossier = un style. Mettre les photos à styliser dans un dossier nommé photos.</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Essayer l’exemple</translation>
    </message>
    <message>
        <source>Draw sample styles and photos to play with</source>
        <translation>Dessiner des styles et des photos d’essai</translation>
    </message>
    <message>
        <source>Try the sample project</source>
        <translation>Essayer le projet d’exemple</translation>
    </message>
    <message>
        <source>Three styles and fourteen photos, drawn for you. You see the first stylized picture within seconds.</source>
        <translation>Trois styles et quatorze photos dessinés. La première image stylisée apparaît en quelques secondes.</translation>
    </message>
    <message>
        <source>Pictures being added</source>
        <translation>Images en cours d’ajout</translation>
    </message>
    <message>
        <source>How many are ready</source>
        <translation>Nombre d’images prêtes</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop; nothing is kept</source>
        <translation>Arrêter&#xa0;; rien n’est gardé</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Préparation…</translation>
    </message>
    <message>
        <source>{:,} of {:,}: {}</source>
        <translation>{:,} sur {:,}&#xa0;: {}</translation>
    </message>
    <message>
        <source>Pictures of one style</source>
        <translation>Images d’un style</translation>
    </message>
    <message>
        <source>New style from this picture</source>
        <translation>Nouveau style depuis cette image</translation>
    </message>
    <message>
        <source>Open the project “{}”</source>
        <translation>Ouvrir le projet «&#xa0;{}&#xa0;»</translation>
    </message>
</context>
<context>
    <name>WindowCloser</name>
    <message>
        <source>Saving the training…</source>
        <extracomment>A system that shuts down gives a program about this long.</extracomment>
        <translation>Enregistrement de l’entraînement…</translation>
    </message>
    <message>
        <source>LGT closes by itself then.</source>
        <translation>LGT se ferme ensuite de lui-même.</translation>
    </message>
</context>
<context>
    <name>WorkWatch</name>
    <message>
        <source>The training failed</source>
        <translation>L’entraînement a échoué</translation>
    </message>
    <message>
        <source>The batch stopped</source>
        <translation>Le lot s’est arrêté</translation>
    </message>
    <message>
        <source>The picture is refined.</source>
        <translation>L’image est affinée.</translation>
    </message>
    <message>
        <source>The training is done.</source>
        <translation>L’entraînement est terminé.</translation>
    </message>
    <message>
        <source>The training was stopped and saved.</source>
        <translation>L’entraînement a été arrêté et enregistré.</translation>
    </message>
    <message>
        <source>The training queue is done: {} runs.</source>
        <translation>La file d’entraînement est terminée, entraînements : {}.</translation>
    </message>
    <message>
        <source>The batch is done: {}.</source>
        <translation>Le lot est terminé&#xa0;: {}.</translation>
    </message>
    <message>
        <source>{:,} failed.</source>
        <translation>{:,} en échec.</translation>
    </message>
    <message>
        <source>Refining failed</source>
        <translation>L’affinage a échoué</translation>
    </message>
</context>
<context>
    <name>_Delegate</name>
    <message>
        <source>Drop pictures here</source>
        <translation>Déposer des images ici</translation>
    </message>
    <message>
        <source>Name of the style</source>
        <translation>Nom du style</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <extracomment>(level, sign, text) of a remark on a picture.</extracomment>
        <translation>illisible</translation>
    </message>
</context>
</TS>
