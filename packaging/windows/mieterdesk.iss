; Installer for Windows, made by Inno Setup 6 from dist\mieterdesk. Not run yet: docs/packaging.md says so.
;   iscc /DVersion=0.1.0 packaging\windows\mieterdesk.iss
#ifndef Version
  #error Version is not defined: iscc /DVersion=...
#endif

[Setup]
; Never changed: by it Windows knows that a new version takes the place of an old one.
AppId={{8E1C7B0A-3C0E-4B7E-9D55-2B7C52C7A1D4}
AppName=Mieterdesk
AppVersion={#Version}
AppPublisher=The Mieterdesk authors
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Mieterdesk
DefaultGroupName=Mieterdesk
DisableProgramGroupPage=yes
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SourceDir=..\..
LicenseFile=LICENSE
OutputDir=dist
OutputBaseFilename=mieterdesk_{#Version}_x64
UninstallDisplayIcon={app}\mieterdesk.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
; A program that runs would keep its old files.
CloseApplications=yes
RestartApplications=no

[Languages]
Name: "de"; MessagesFile: "compiler:Languages\German.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[InstallDelete]
; What an older version brought and this one does not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "dist\mieterdesk\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Mieterdesk"; Filename: "{app}\mieterdesk.exe"
Name: "{autodesktop}\Mieterdesk"; Filename: "{app}\mieterdesk.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Run]
Filename: "{app}\mieterdesk.exe"; Description: "{cm:LaunchProgram,Mieterdesk}"; Flags: nowait postinstall skipifsilent
